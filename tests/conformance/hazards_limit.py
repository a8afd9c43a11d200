"""HAZ-233 to 238: whom the rate limit hits, and whom it misses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from simulator.judge.check import NotObservable, NotShown, Shown, check
from simulator.judge.target import OMIT
from simulator.judge.wire import Wire, encode_body
from tests.conformance.measured import given, measured, sent
from tests.conformance.window import LIMIT, PATIENCE_S, WINDOW_MS, one_window, repeat, use_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from simulator.judge.target import Answer, Target

# Configurations nobody else starts: these gateways' limiters are this check's own.
STRANGER = {"ALLOWED_ORIGINS": "https://hazard-stranger.example"}
SECOND_PROCESS = {"ALLOWED_ORIGINS": "https://hazard-second-process.example"}
OTHER_PEER = "127.0.0.2"


async def a_hundred(target: Target, send: Callable[[int], Awaitable[Answer]]) -> list[Answer]:
    """Send this as often as the blueprint's limit has it; `send` is told the number, from 0."""
    return await repeat(send, LIMIT, target.at_once(LIMIT))


def admitted(answers: Sequence[Answer]) -> int:
    """How many answers are no 429."""
    return sum(answer.status != 429 for answer in answers)


@check("HAZ-233", needs={"start"}, timeout_s=PATIENCE_S)
async def stranger_is_limited_for_others(target: Target) -> Shown | NotShown:
    """After a hundred beacons without X-Forwarded-For of one peer, another peer's first is answered 429."""
    origin = STRANGER["ALLOWED_ORIGINS"]
    async with target.variant(env=STRANGER) as other, one_window():
        answers = await a_hundred(target, lambda _: other.post(other.beacon(), address=None, origin=origin))
        given(admitted(answers) == LIMIT, "a hundred admitted beacons without X-Forwarded-For")
        first = await posted_from(OTHER_PEER, other, origin)
    return measured([first.status == 429], "visitors refused at their first beacon for another's hundred")


async def posted_from(source: str, target: Target, origin: str) -> Answer:
    """Post a beacon without X-Forwarded-For from this local address."""
    wire = Wire(target.endpoint)
    headers = [("Origin", origin), ("Content-Type", "application/json")]
    try:
        return await wire.send("POST", wire.endpoint, headers, encode_body(target.beacon()), source=source)
    except httpx.ConnectError as error:
        raise NotObservable(f"this machine cannot call from {source}") from error
    finally:
        await wire.close()


@check("HAZ-234", timeout_s=PATIENCE_S, fills=True)
async def another_address_each_time(target: Target) -> Shown | NotShown:
    """101 beacons of one peer, each with another X-Forwarded-For, are all admitted."""
    sid, peer = target.new_sid(), target.new_address()

    async def disguised(_: int) -> Answer:
        block = target.random.getrandbits(24)
        forwarded = f"11.{block >> 16}.{block >> 8 & 255}.{block & 255}"
        return await target.post(target.beacon(sid=sid), address=peer, headers={"X-Forwarded-For": forwarded})

    async with one_window():
        answers = [await disguised(0), *await a_hundred(target, disguised)]
    return measured([admitted(answers) == LIMIT + 1], "peers that were admitted 101 times under other names")


@check("HAZ-235", needs={"clock"}, timeout_s=PATIENCE_S)
async def twice_the_limit_across_the_edge(target: Target) -> Shown | NotShown:
    """One beacon opens a window, 99 in its last 100 ms and 100 right after it are all admitted."""
    address, opened = target.new_address(), await target.clock.now_ms()
    answers: list[Answer] = []
    try:
        for after_ms, requests in ((0, 1), (WINDOW_MS - 100, LIMIT - 1), (WINDOW_MS + 1, LIMIT)):
            await target.clock.freeze(opened + after_ms)
            answers += await use_up(target, address, requests=requests)
    finally:
        await target.clock.release()
    what = f"edges across which 199 beacons passed within 101 ms ({admitted(answers[1:])} of 199 did)"
    return measured([admitted(answers) == 2 * LIMIT], what)


@check("HAZ-236", needs={"start"}, timeout_s=PATIENCE_S)
async def each_process_has_its_own_limit(target: Target) -> Shown | NotShown:
    """Two gateways on one database admit a hundred beacons each of one address."""
    address, origin = target.new_address(), SECOND_PROCESS["ALLOWED_ORIGINS"]
    async with target.variant(env=SECOND_PROCESS) as other, one_window():
        answers = await use_up(target, address)
        answers += await a_hundred(target, lambda _: other.post(other.beacon(), address=address, origin=origin))
    what = f"addresses that two processes admitted 200 times ({admitted(answers)} of 200)"
    return measured([admitted(answers) == 2 * LIMIT], what)


@check("HAZ-237", needs={"rows"}, timeout_s=PATIENCE_S, fills=True)
async def neighbours_silence_a_conversion(target: Target) -> Shown | NotShown:
    """After a hundred heartbeats of neighbours the first conversion of a visitor leaves neither event nor call."""
    address, conversion = target.new_address(), conversion_of(target)
    async with one_window():
        await use_up(target, address, requests=LIMIT - 1)
        await target.post(target.beacon(ec="system", ea="heartbeat"), address=address)
        answer = await target.post(conversion, address=address)
    stored = await target.events(conversion["sid"]) or await target.calls(conversion["sid"])
    return measured([answer.status == 429 and not stored], "conversions lost to the beacons of neighbours")


def conversion_of(target: Target) -> dict[str, Any]:
    """A phone click of a new session."""
    return target.beacon(ec="conversion", ea="phone_call", el="tel:+905321112233")


@check("HAZ-238", needs={"rows"}, timeout_s=PATIENCE_S, fills=True)
async def skipped_beacons_use_up_the_limit(target: Target) -> Shown | NotShown:
    """After a hundred beacons without s, the first good one of the address is answered 429."""
    address, good = target.new_address(), target.beacon()
    async with one_window():
        skipped = target.beacon(s=OMIT)
        await a_hundred(target, lambda _: target.post(skipped, address=address))
        answer = (await sent(target, good, address=address))[0]
    lost = answer.status == 429 and not await target.events(good["sid"])
    return measured([lost], "good beacons refused for a hundred that stored nothing")

"""GWY-971 to 978: what is judged before what, and what stays when a later step fails (blueprint 3.1, 3.2; facts 2)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import deviates, equal, one
from tests.conformance.broken_databases import NO_CALLS, NO_EVENTS, STARTING_S
from tests.conformance.literal import SKIPPED, answered, error_body, member
from tests.conformance.raw_socket import Unfinished, answer_to
from tests.conformance.window import PATIENCE_S, over_the_limit

if TYPE_CHECKING:
    from simulator.judge.target import Target

# How long an answer is waited for before it is asked whether others get theirs, and how many others.
UNHURRIED_S, LATER = 3, 3
PHONE_CLICK = {"ec": "conversion", "ea": "phone_call", "el": "tel:+905321112233"}


# ---- order -----------------------------------------------------------------------------------------------------------


@check("GWY-971", timeout_s=PATIENCE_S, fills=True)
async def denied_origin_beats_the_limit(target: Target) -> None:
    """A client over its limit gets 403 from a denied origin."""
    await is_answered_over_the_limit(target, 403, target.beacon(), origin=target.denied_origin)


@check("GWY-971", timeout_s=PATIENCE_S, fills=True)
async def missing_origin_beats_the_limit(target: Target) -> None:
    """A client over its limit gets 403 without an origin."""
    await is_answered_over_the_limit(target, 403, target.beacon(), origin=None)


@check("GWY-972", timeout_s=PATIENCE_S, fills=True)
async def limit_beats_bad_json(target: Target) -> None:
    """A client over its limit gets 429 for bad JSON."""
    await is_answered_over_the_limit(target, 429, "{")


@check("GWY-973")
async def missing_beats_malformed(target: Target) -> None:
    """A falsy `u` with a bad `s`, and a falsy `s` with a bad `u`, are skipped."""
    for wire in ({"s": "rubbish", "u": ""}, {"s": None, "u": "rubbish"}, {"s": [], "u": 0}):
        answered(200, SKIPPED, await target.post(target.beacon(**wire)), repr(wire))


@check("GWY-974")
async def bad_s_beats_bad_u(target: Target) -> None:
    """A bad `s` and a bad `u` together are answered `Invalid site_id format`."""
    answer = await target.post(target.beacon(s="rubbish", u="rubbish"))
    equal("Invalid site_id format", member("message", answer, "a bad s and a bad u"), "message")


@check("GWY-974")
async def bad_u_beats_an_unknown_site(target: Target) -> None:
    """A bad `u` of an unknown site is answered `Invalid url format`."""
    answer = await target.post(target.beacon(s=target.new_sid(), u="rubbish"))
    equal("Invalid url format", member("message", answer, "a bad u of an unknown site"), "message")


@check("GWY-975")
async def unknown_site_beats_later_faults(target: Target) -> None:
    """With an unknown site a bad `sm`, a lost month, NUL in the label and a numeric `r` are all 404."""
    faults: list[dict[str, Any]] = [{"sm": "rubbish"}, {"sm": target.month_without_partition}, {"el": "\x00"}, {"r": 5}]
    for fault in faults:
        answer = await target.post(target.beacon(s=target.new_sid(), **fault))
        equal(404, answer.status, f"status of the answer to an unknown site with {fault}")


@check("GWY-978")
async def denied_origin_is_answered_before_the_body(target: Target) -> None:
    """A denied origin is answered though the thousand bytes it announced never come."""
    await answered_without_a_body(target, target.denied_origin)


@check("GWY-978")
async def missing_origin_is_answered_before_the_body(target: Target) -> None:
    """A request without an origin is answered though the thousand bytes it announced never come."""
    await answered_without_a_body(target, None)


# ---- what stays ------------------------------------------------------------------------------------------------------


@check("GWY-976", needs={"start", "own_database", "rows"}, timeout_s=STARTING_S)
async def session_stays_without_its_event(target: Target) -> None:
    """Where no event can be inserted the session of a refused beacon is there."""
    async with target.variant(ddl=NO_EVENTS) as other:
        beacon = other.beacon()
        answered(500, error_body("Database write failed"), await other.post(beacon), "a beacon whose event is refused")
        one(await other.sessions(beacon["sid"]), "sessions of a beacon whose event is refused")
        equal([], await other.events(beacon["sid"]), "events of a beacon whose event is refused")


@check("GWY-977", needs={"start", "own_database", "rows"}, timeout_s=STARTING_S)
async def event_stays_without_its_call(target: Target) -> None:
    """Where no call can be inserted the event of a phone click is there."""
    async with target.variant(ddl=NO_CALLS) as other:
        click = other.beacon(**PHONE_CLICK)
        await other.post(click)
        equal([], await other.calls(click["sid"]), "calls where calls are refused")
        one(await other.events(click["sid"]), "events of a click whose call is refused")


# ---- one claim each --------------------------------------------------------------------------------------------------


async def is_answered_over_the_limit(target: Target, status: int, body: dict[str, Any] | str, **how: Any) -> None:
    """A client that used up its window gets this status for this request."""
    async with over_the_limit(target) as address:
        answer = await target.post(body, address=address, **how)
        equal(status, answer.status, "status of the answer to a client over its limit")


async def answered_without_a_body(target: Target, origin: str | None) -> None:
    """A refusal comes though the body does not: not only after others that are sent later with theirs."""
    named = (("Origin", origin),) if origin else ()
    headers = (*named, ("X-Forwarded-For", target.address), ("Content-Length", "1000"))
    what = "a refused origin without its body"
    waiting = asyncio.ensure_future(answer_to(Unfinished(target.endpoint, headers, tls=target.tls), what))
    try:
        await asyncio.wait([waiting], timeout=UNHURRIED_S)
        for _ in range(0 if waiting.done() else LATER):
            await target.post(target.beacon(), origin=origin)
        if not waiting.done():
            deviates(f"answer to {what}", "a status line", f"nothing, while {LATER} sent later are answered")
        equal(403, (await waiting).status, f"status of the answer to {what}")
    finally:
        waiting.cancel()

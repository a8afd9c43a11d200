"""HAZ-401 to 405: what is lost when requests of one visitor arrive together.

A race is a matter of luck: every check counts what it saw in a few rounds of twenty and accuses nobody. They run alone
and by `at_once`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.at_once import at_once
from simulator.judge.check import NotShown, Shown, check
from tests.conformance.intent_fallback import NEEDS, USES, without_dedupe_key
from tests.conformance.measured import counted, given, is_synced
from tests.conformance.window import PATIENCE_S

if TYPE_CHECKING:
    from simulator.judge.target import Target

AT_ONCE = 20
ROUNDS = 8
TEL = "tel:+905321112233"


async def begun(target: Target) -> str:
    """Begin a session and give its sid."""
    beacon = target.beacon()
    given(is_synced(await target.post(beacon)), "a session that exists")
    return beacon["sid"]


@check("HAZ-401", needs={"rows"}, exclusive=True, timeout_s=PATIENCE_S)
async def first_events_of_a_session(target: Target) -> Shown | NotShown:
    """Of twenty first events of one new session at once some are answered 500 and lost."""
    lost = 0
    for _ in range(ROUNDS):
        beacon = target.beacon()
        answers = await at_once(target, [beacon] * AT_ONCE)
        refused = sum(answer.status == 500 for answer in answers)
        lost += min(refused, AT_ONCE - len(await target.events(beacon["sid"])))
    return counted(lost, ROUNDS * AT_ONCE, "first events of a session, twenty at once, refused and lost")


@check("HAZ-402", needs={"rows"}, exclusive=True, timeout_s=PATIENCE_S)
async def heartbeats_of_a_session(target: Target) -> Shown | NotShown:
    """Twenty heartbeats of one session at once move event_count by less than twenty."""
    lost = 0
    for _ in range(ROUNDS):
        sid = await begun(target)
        answers = await at_once(target, [target.beacon(sid=sid, ec="system", ea="heartbeat")] * AT_ONCE)
        count = (await target.sessions(sid))[0]["event_count"]
        lost += sum(map(is_synced, answers)) - count
    return counted(lost, ROUNDS * AT_ONCE, "heartbeats, twenty at once, answered synced and not counted")


@check("HAZ-403", needs={"rows"}, exclusive=True, timeout_s=PATIENCE_S)
async def clicks_without_a_stamp(target: Target) -> Shown | NotShown:
    """Twenty equal clicks without a stamp at once make more than one call."""
    surplus = 0
    for _ in range(ROUNDS):
        sid = await begun(target)
        await at_once(target, [target.beacon(sid=sid, ea="phone_call", el=TEL)] * AT_ONCE)
        surplus += max(0, len(await target.calls(sid)) - 1)
    return counted(surplus, ROUNDS * (AT_ONCE - 1), "copies of a click without a stamp, stored as further calls")


@check("HAZ-404", needs=NEEDS, uses=USES, exclusive=True, timeout_s=PATIENCE_S)
async def window_is_read_then_written(target: Target) -> Shown | NotShown:
    """Without the unique constraint twenty clicks on one number at once make more than one call."""
    surplus = 0
    async with without_dedupe_key(target) as other:
        for _ in range(ROUNDS):
            sid = await begun(other)
            await at_once(other, [stamped_click(other, sid) for _ in range(AT_ONCE)])
            surplus += max(0, len(await other.calls(sid)) - 1)
    return counted(surplus, ROUNDS * (AT_ONCE - 1), "clicks within the ten seconds, stored as further calls")


def stamped_click(target: Target, sid: str) -> dict[str, Any]:
    """A phone click of this session with a stamp of its own."""
    beacon = target.beacon(sid=sid, ea="phone_call", el=TEL)
    beacon["meta"]["intent_stamp"] = f"{target.random.getrandbits(64):016x}"
    return beacon


@check("HAZ-405", needs={"rows"}, exclusive=True)
async def chance_makes_the_session(target: Target) -> Shown | NotShown:
    """Of a view with and one without a gclid at once, chance decides what the session has, or one is refused."""
    pairs = [pair_of_views(target) for _ in range(AT_ONCE)]
    await at_once(target, [beacon for pair in pairs for beacon in pair])
    whole = 0
    for beacon, _ in pairs:
        sessions, events = await target.sessions(beacon["sid"]), await target.events(beacon["sid"])
        whole += len(events) == 2 and [session["gclid"] for session in sessions] == ["G"]
    return counted(AT_ONCE - whole, AT_ONCE, "new sessions whose gclid, or one of whose two events, is lost")


def pair_of_views(target: Target) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two views of one new session, the second with a gclid."""
    plain = target.beacon()
    return plain, {**plain, "u": "https://shop.example/?gclid=G"}

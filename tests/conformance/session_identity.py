"""GWY-601, 602, 605, 607-609, 628, 629: which session a beacon belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, different, equal, matches, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.stored import event_of, session_of
from tests.conformance.traces import events_of_visitor, metadata_in, metadata_of

if TYPE_CHECKING:
    from simulator.judge.target import Target

V4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@check("GWY-601", needs={"rows"})
async def a_uuid_is_the_session_s_id(target: Target) -> None:
    """A first beacon with a v4 sid inserts a session with exactly this id."""
    body = target.beacon()
    session = await session_of(target, body)
    equal(body["sid"], session["id"], "sessions.id")


@check("GWY-602", needs={"rows"})
async def the_same_sid_meets_in_one_session(target: Target) -> None:
    """Two beacons of one sid and sm are two events of one session."""
    sid = target.new_sid()
    await target.post(target.beacon(sid=sid))
    await session_of(target, target.beacon(sid=sid))
    equal(2, len(await target.events(sid)), "events of the session")


@check("GWY-605", needs={"rows"})
async def the_same_sid_in_two_months_is_two_sessions(target: Target) -> None:
    """The look-up compares the month: two values of sm are two sessions of one sid."""
    sid = target.new_sid()
    months = [target.month, target.month[:8] + "15"]
    for month in months:
        await target.post(target.beacon(sid=sid, sm=month))
    equal(months, sorted(row["created_month"] for row in await target.sessions(sid)), "created_month of the sessions")


@check("GWY-607", needs={"rows"})
async def no_v4_gets_a_random_session_for_every_event(target: Target) -> None:
    """Two beacons with a sid that is no UUID v4 are two sessions with fresh v4 ids."""
    for name, sid in _no_v4(target.new_sid()):
        fingerprint = target.new_fingerprint()
        for _ in range(2):
            await target.post(target.beacon(sid=sid, meta={"fp": fingerprint}))
        found = [event["session"] for event in await events_of_visitor(target, fingerprint)]
        equal(2, len(found), f"events stored for a sid that is {name}")
        equal(2, len(set(found)), f"sessions for a sid that is {name}")
        for session in found:
            matches(V4, session, f"session id for a sid that is {name}")
            different(sid, session, f"session id for a sid that is {name}")


def _no_v4(sid: str) -> list[tuple[str, Any]]:
    return [
        ("missing", OMIT),
        ("null", None),
        ("empty", ""),
        ("a v1 uuid", f"{sid[:14]}1{sid[15:]}"),
        ("a v7 uuid", f"{sid[:14]}7{sid[15:]}"),
        ("of another variant", f"{sid[:19]}c{sid[20:]}"),
        ("rubbish", f"rubbish-{sid}"),
        ("without hyphens", sid.replace("-", "")),
        ("in braces", f"{{{sid}}}"),
        ("followed by a newline", f"{sid}\n"),
    ]


@check("GWY-608", needs={"rows"})
async def case_does_not_separate_sessions(target: Target) -> None:
    """Upper and lower case of a sid meet in one session, whichever comes first."""
    for first, second in ((str.lower, str.upper), (str.upper, str.lower)):
        sid = target.new_sid()
        await target.post(target.beacon(sid=first(sid)))
        await target.post(target.beacon(sid=second(sid)))
        one(await target.sessions(sid), f"sessions of {first(sid)}, then {second(sid)}")
        equal(2, len(await target.events(sid)), f"events of {first(sid)}, then {second(sid)}")


@check("GWY-609", needs={"rows"})
async def client_sid_keeps_the_spelling(target: Target) -> None:
    """metadata.client_sid of an upper-case sid is upper case."""
    sid = target.new_sid().upper()
    metadata = await metadata_of(target, target.beacon(sid=sid))
    equal(sid, metadata.get("client_sid"), "metadata.client_sid")


@check("GWY-609", needs={"rows"})
async def client_sid_keeps_rubbish(target: Target) -> None:
    """metadata.client_sid of a sid that is no uuid is what the client sent."""
    for sid in ("Not A UUID", target.new_sid().replace("-", "").upper()):
        fingerprint = target.new_fingerprint()
        await target.post(target.beacon(sid=sid, meta={"fp": fingerprint}))
        event = one(await events_of_visitor(target, fingerprint), f"events of sid {said(sid)}")
        equal(sid, metadata_in(event).get("client_sid"), "metadata.client_sid")


@check("GWY-628", needs={"rows"})
async def a_uuid_in_an_array_finds_its_session(target: Target) -> None:
    """`[uuid]` as sid is stored in the session that exists."""
    body = target.beacon()
    sid = body["sid"]
    await event_of(target, body)
    answer = await target.post(target.beacon(sid=[sid]))
    equal(200, answer.status, "status for an existing session")
    equal(2, len(await target.events(sid)), "events of the session")


@check("GWY-628", needs={"rows"})
async def a_uuid_in_an_array_makes_no_session(target: Target) -> None:
    """`[uuid]` as sid of a new session is answered 500 and stored nowhere."""
    sid, fingerprint = target.new_sid(), target.new_fingerprint()
    answer = await target.post(target.beacon(sid=[sid], meta={"fp": fingerprint}))
    equal(500, answer.status, "status for a new session")
    absent(await target.sessions(sid), "sessions of the sid")
    absent(await events_of_visitor(target, fingerprint), "events of the visitor")


@check("GWY-629")
async def a_sid_that_is_no_text_is_an_error(target: Target) -> None:
    """A sid whose toString is no function is answered 500."""
    answer = await target.post(target.beacon(sid={"toString": 1}))
    equal(500, answer.status, "status")

"""SCH-801 to 816: what the tables do with rows, seen from sites of our own.

Rows are as a real visit's (`writing.py`); of what refuses one, only what the clause is about counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import absent, equal, matches, one
from tests.conformance.writing import (
    CHECK,
    FOREIGN_KEY,
    NO_PARTITION,
    NOT_NULL,
    UNIQUE,
    Row,
    call_row,
    event_row,
    refused,
    session_row,
    stored,
    without,
    written,
)

if TYPE_CHECKING:
    from simulator.judge.site import Site
    from simulator.judge.target import Target

UUID_V4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
STATUSES = ("intent", "confirmed", "junk", "qualified", "real", None)
LATELY = "created_at BETWEEN now() - interval '1 minute' AND now() AS is_now"
ON_CONFLICT = "ON CONFLICT (site_id, intent_stamp) DO NOTHING"
WANT_OF_A_PARTITION = {CHECK: {NO_PARTITION}}
STAMPED_TWICE = {UNIQUE: {"intent_stamp"}}


@check("SCH-801", needs={"rows"})
async def a_session_without_a_partition_is_refused(target: Target) -> None:
    """A session of a month that has no partition is refused."""
    row = session_row(target, await target.new_site(), created_month=target.month_without_partition)
    await refused(target, "sessions", row, by=WANT_OF_A_PARTITION)


@check("SCH-802", needs={"rows"})
async def an_event_without_a_partition_is_refused(target: Target) -> None:
    """An event of a month that has no partition is refused for that reason, before its session is looked for."""
    row = event_row(target.new_sid(), target.month_without_partition)
    await refused(target, "events", row, by=WANT_OF_A_PARTITION, not_by={FOREIGN_KEY: {"session_id"}})


@check("SCH-803", needs={"rows"})
async def rows_lie_in_the_partition_of_their_month(target: Target) -> None:
    """A session and its event lie in sessions_YYYY_MM and events_YYYY_MM, on the first and the last day of a month."""
    site = await target.new_site()
    month = target.month[:7].replace("-", "_")
    for day in (target.month, await _last_day(target)):
        session = session_row(target, site, created_month=day)
        partitions = [
            await stored(target, "sessions", session, about=WANT_OF_A_PARTITION),
            await stored(target, "events", event_row(session["id"], day), about=WANT_OF_A_PARTITION),
        ]
        equal([f"sessions_{month}", f"events_{month}"], partitions, f"partitions of {day}")


@check("SCH-804", needs={"rows"})
async def deleting_a_site_deletes_what_is_its_own(target: Target) -> None:
    """Deleting a site deletes its sessions, their events and its calls."""
    site, session = await _site_with_a_session(target)
    await written_row(target, "calls", call_row(target, site, session))
    await deleted(target, "DELETE FROM sites WHERE id = %s", site.id, ("site_id", "session_id"))
    absent(await target.sessions(session["id"]), "sessions of the deleted site")
    absent(await target.events(session["id"]), "events of the deleted site")
    absent(await target.calls(session["id"]), "calls of the deleted site")


@check("SCH-805", needs={"rows"})
async def deleting_a_session_deletes_its_events(target: Target) -> None:
    """Deleting a session deletes its events and leaves the call that was matched to it."""
    site, session = await _site_with_a_session(target)
    await written_row(target, "calls", call_row(target, site, session))
    await deleted(target, "DELETE FROM sessions WHERE id = %s", session["id"], ("session_id",))
    absent(await target.events(session["id"]), "events of the deleted session")
    one(await target.calls(session["id"]), "calls matched to the deleted session")


@check("SCH-806", needs={"rows"})
async def a_session_is_known_by_id_and_day(target: Target) -> None:
    """One id on two days of a month is two sessions; the same id on the same day is refused."""
    session = session_row(target, await target.new_site())
    for day in (target.month, target.month[:8] + "02"):
        await stored(target, "sessions", {**session, "created_month": day}, about={UNIQUE: {"id"}})
    await refused(target, "sessions", session, by={UNIQUE: {"id"}})
    equal(2, len(await target.sessions(session["id"])), "sessions of that id")


@check("SCH-807", needs={"rows"})
async def an_event_needs_its_session(target: Target) -> None:
    """An event without a session of its id, or with one of another day, is refused."""
    session = session_row(target, await target.new_site())
    await written_row(target, "sessions", session)
    for sid, day in ((target.new_sid(), target.month), (session["id"], target.month[:8] + "02")):
        await refused(target, "events", event_row(sid, day), by={FOREIGN_KEY: {"session_id"}})


@check("SCH-808", needs={"rows"})
async def a_stamp_is_unique_in_its_site(target: Target) -> None:
    """A second call with the same site and stamp is refused as a duplicate; in another site it is stored."""
    (site, session), (other, theirs) = await _site_with_a_session(target), await _site_with_a_session(target)
    first = call_row(target, site, session)
    await stored(target, "calls", first, about=STAMPED_TWICE)
    await refused(target, "calls", {**first, "phone_number": "tel:+905552222222"}, by=STAMPED_TWICE)
    elsewhere = call_row(target, other, theirs, intent_stamp=first["intent_stamp"])
    await stored(target, "calls", elsewhere, about=STAMPED_TWICE)
    equal([first["phone_number"]], await _phone_numbers(target, site), "calls of the site")
    equal([elsewhere["phone_number"]], await _phone_numbers(target, other), "calls of the other site")


@check("SCH-809", needs={"rows"})
async def the_upsert_finds_its_arbiter(target: Target) -> None:
    """ON CONFLICT (site_id, intent_stamp) DO NOTHING is possible, and leaves the first row as it was."""
    site, session = await _site_with_a_session(target)
    click = call_row(target, site, session)
    for number in ("tel:+905551111111", "tel:+905552222222"):
        row = {**click, "phone_number": number, "intent_target": number}
        await stored(target, "calls", row, then=ON_CONFLICT, about=STAMPED_TWICE)
    equal(["tel:+905551111111"], await _phone_numbers(target, site), "calls of the site")


@check("SCH-810", needs={"rows"})
async def calls_without_a_stamp_do_not_collide(target: Target) -> None:
    """Two calls of one site without a stamp are both stored."""
    site, session = await _site_with_a_session(target)
    numbers = ["tel:+905551111111", "tel:+905552222222"]
    for number in numbers:
        row = call_row(target, site, session, phone_number=number, intent_target=number, intent_stamp=None)
        await stored(target, "calls", row, about={**STAMPED_TWICE, NOT_NULL: {"intent_stamp"}})
    equal(numbers, await _phone_numbers(target, site), "calls of the site")


@check("SCH-811", needs={"rows"})
async def five_statuses_and_null_are_allowed(target: Target) -> None:
    """Each of the five statuses and NULL is stored; `other`, the empty text and another case are refused."""
    site, session = await _site_with_a_session(target)
    for status in STATUSES:
        row = call_row(target, site, session, status=status)
        await stored(target, "calls", row, about={CHECK: {"status"}, NOT_NULL: {"status"}})
    for status in ("other", "", "Intent"):
        await refused(target, "calls", call_row(target, site, session, status=status), by={CHECK: {"status"}})


@check("SCH-812", needs={"rows"})
async def a_bare_call_gets_its_defaults(target: Target) -> None:
    """A call inserted without id, score, status, source and time gets them."""
    site, session = await _site_with_a_session(target)
    bare = without(call_row(target, site, session), "lead_score", "status", "source")
    defaulted = {"id", "lead_score", "status", "source", "created_at"}
    await stored(target, "calls", bare, about={NOT_NULL: defaulted, CHECK: defaulted})
    query = f"SELECT id::text, lead_score, status, source, {LATELY} FROM calls WHERE site_id = %s"
    call = one(await target.fetch(query, site.id), "calls of the site")
    matches(UUID_V4, call.pop("id"), "calls.id")
    equal({"lead_score": 0, "status": "intent", "source": "click", "is_now": True}, call, "the call's defaults")


@check("SCH-813", needs={"rows"})
async def a_bare_session_gets_its_defaults(target: Target) -> None:
    """A session inserted without duration, event count and time gets duration 0, event count 0 and the time."""
    site = await target.new_site()
    about = {NOT_NULL: {"total_duration_sec", "event_count", "created_at"}}
    await stored(target, "sessions", session_row(target, site), about=about)
    query = f"SELECT total_duration_sec, event_count, {LATELY} FROM sessions WHERE site_id = %s"
    session = one(await target.fetch(query, site.id), "sessions of the site")
    equal({"total_duration_sec": 0, "event_count": 0, "is_now": True}, session, "the session's defaults")


@check("SCH-814", needs={"rows"})
async def a_bare_event_gets_its_defaults(target: Target) -> None:
    """An event inserted without id, metadata and time gets a version 4 id, `{}` and the time."""
    session = session_row(target, await target.new_site())
    await written_row(target, "sessions", session)
    bare = event_row(session["id"], target.month)
    await stored(target, "events", bare, about={NOT_NULL: {"id", "metadata", "created_at"}})
    query = f"SELECT id::text, metadata, {LATELY} FROM events WHERE session_id = %s"
    event = one(await target.fetch(query, session["id"]), "events of the session")
    matches(UUID_V4, event.pop("id"), "events.id")
    equal({"metadata": {}, "is_now": True}, event, "the event's defaults")


@check("SCH-815", needs={"rows"})
async def nobody_confirms_a_call(target: Target) -> None:
    """A call confirmed by a user that does not exist is refused."""
    site, session = await _site_with_a_session(target)
    row = call_row(target, site, session, status="confirmed", confirmed_by=target.new_sid())
    await refused(target, "calls", row, by={FOREIGN_KEY: {"confirmed_by"}})


@check("SCH-816", needs={"rows"})
async def a_session_needs_its_site(target: Target) -> None:
    """A session of a site that does not exist is refused."""
    row = session_row(target, await target.new_site(), site_id=target.new_sid())
    await refused(target, "sessions", row, by={FOREIGN_KEY: {"site_id"}})


@check("SCH-816", needs={"rows"})
async def a_call_needs_its_site(target: Target) -> None:
    """A call of a site that does not exist is refused."""
    site, session = await _site_with_a_session(target)
    row = call_row(target, site, session, site_id=target.new_sid())
    await refused(target, "calls", row, by={FOREIGN_KEY: {"site_id"}})


async def written_row(target: Target, table: str, row: Row) -> None:
    """Insert a row that the clause is not about."""
    await stored(target, table, row, about={})


async def deleted(target: Target, sql: str, key: str, forbidden: tuple[str, ...]) -> None:
    """Delete rows; that foreign keys of these columns stop it is what the clause forbids."""
    await written(target, sql, key, about={FOREIGN_KEY: forbidden})


async def _site_with_a_session(target: Target) -> tuple[Site, Row]:
    site = await target.new_site()
    session = session_row(target, site)
    await written_row(target, "sessions", session)
    await written_row(target, "events", event_row(session["id"], target.month))
    return site, session


async def _phone_numbers(target: Target, site: Site) -> list[str]:
    rows = await target.fetch("SELECT phone_number FROM calls WHERE site_id = %s ORDER BY phone_number", site.id)
    return [row["phone_number"] for row in rows]


async def _last_day(target: Target) -> str:
    query = "SELECT (%s::date + interval '1 month' - interval '1 day')::date::text AS day"
    return (await target.fetch(query, target.month))[0]["day"]

"""SCH-801 to 816: what the tables do with rows, seen from sites of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from simulator.judge.check import check
from simulator.judge.expect import Deviation, absent, equal, matches, one, truthy

if TYPE_CHECKING:
    from simulator.judge.site import Site
    from simulator.judge.target import Target

UUID_V4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
STATUSES = ("intent", "confirmed", "junk", "qualified", "real", None)
# SQLSTATE: PostgreSQL reports a row without a partition as a check that was not met.
CHECK, FOREIGN_KEY, UNIQUE = "23514", "23503", "23505"
NO_PARTITION = "no partition of relation"
LATELY = "created_at BETWEEN now() - interval '1 minute' AND now() AS is_now"

INSERT_SESSION = """
INSERT INTO sessions (id, site_id, created_month) VALUES (%s, %s, %s) RETURNING tableoid::regclass::text
"""
INSERT_EVENT = """
INSERT INTO events (session_id, session_month, url, event_category, event_action)
VALUES (%s, %s, 'https://example.com/', 'interaction', 'view') RETURNING tableoid::regclass::text
"""
INSERT_CALL = "INSERT INTO calls (site_id, phone_number) VALUES (%s, 'tel:+905551112233')"
INSERT_MATCHED = "INSERT INTO calls (site_id, phone_number, matched_session_id) VALUES (%s, 'tel:+905551112233', %s)"
INSERT_STAMPED = "INSERT INTO calls (site_id, phone_number, intent_stamp) VALUES (%s, %s, %s)"


@check("SCH-801", needs={"rows"})
async def a_session_without_a_partition_is_refused(target: Target) -> None:
    """A session of a month that has no partition is refused."""
    site = await target.new_site()
    error = await refusal(target, INSERT_SESSION, target.new_sid(), site.id, target.month_without_partition)
    _for_want_of_a_partition(error)


@check("SCH-802", needs={"rows"})
async def an_event_without_a_partition_is_refused(target: Target) -> None:
    """An event of a month that has no partition is refused for that reason, before its session is looked for."""
    error = await refusal(target, INSERT_EVENT, target.new_sid(), target.month_without_partition)
    _for_want_of_a_partition(error)


@check("SCH-803", needs={"rows"})
async def rows_lie_in_the_partition_of_their_month(target: Target) -> None:
    """A session and its event lie in sessions_YYYY_MM and events_YYYY_MM, on the first and the last day of a month."""
    site = await target.new_site()
    month = target.month[:7].replace("-", "_")
    for day in (target.month, await _last_day(target)):
        sid = target.new_sid()
        stored = await accepted(target, INSERT_SESSION, sid, site.id, day)
        stored += await accepted(target, INSERT_EVENT, sid, day)
        partitions = [row["tableoid"] for row in stored]
        equal([f"sessions_{month}", f"events_{month}"], partitions, f"partitions of {day}")


@check("SCH-804", needs={"rows"})
async def deleting_a_site_deletes_what_is_its_own(target: Target) -> None:
    """Deleting a site deletes its sessions, their events and its calls."""
    site, sid = await _site_with_a_session(target)
    await accepted(target, INSERT_MATCHED, site.id, sid)
    await accepted(target, "DELETE FROM sites WHERE id = %s", site.id)
    absent(await target.sessions(sid), "sessions of the deleted site")
    absent(await target.events(sid), "events of the deleted site")
    absent(await target.calls(sid), "calls of the deleted site")


@check("SCH-805", needs={"rows"})
async def deleting_a_session_deletes_its_events(target: Target) -> None:
    """Deleting a session deletes its events and leaves the call that was matched to it."""
    site, sid = await _site_with_a_session(target)
    await accepted(target, INSERT_MATCHED, site.id, sid)
    await accepted(target, "DELETE FROM sessions WHERE id = %s AND created_month = %s", sid, target.month)
    absent(await target.events(sid), "events of the deleted session")
    one(await target.calls(sid), "calls matched to the deleted session")


@check("SCH-806", needs={"rows"})
async def a_session_is_known_by_id_and_day(target: Target) -> None:
    """One id on two days of a month is two sessions; the same id on the same day is refused."""
    site, sid = await target.new_site(), target.new_sid()
    for day in (target.month, target.month[:8] + "02"):
        await accepted(target, INSERT_SESSION, sid, site.id, day)
    error = await refusal(target, INSERT_SESSION, sid, site.id, target.month)
    equal(UNIQUE, error.sqlstate, "SQLSTATE of the third insert")
    equal(2, len(await target.sessions(sid)), "sessions of that id")


@check("SCH-807", needs={"rows"})
async def an_event_needs_its_session(target: Target) -> None:
    """An event without a session of its id, or with one of another day, is refused."""
    site, sid = await target.new_site(), target.new_sid()
    await accepted(target, INSERT_SESSION, sid, site.id, target.month)
    for session, day in ((target.new_sid(), target.month), (sid, target.month[:8] + "02")):
        error = await refusal(target, INSERT_EVENT, session, day)
        equal(FOREIGN_KEY, error.sqlstate, f"SQLSTATE of an event of {day}")


@check("SCH-808", needs={"rows"})
async def a_stamp_is_unique_in_its_site(target: Target) -> None:
    """A second call with the same site and stamp is refused as a duplicate; in another site it is stored."""
    site, other = await target.new_site(), await target.new_site()
    await accepted(target, INSERT_STAMPED, site.id, "first", "stamp-1")
    error = await refusal(target, INSERT_STAMPED, site.id, "second", "stamp-1")
    equal(UNIQUE, error.sqlstate, "SQLSTATE of the second insert")
    await accepted(target, INSERT_STAMPED, other.id, "third", "stamp-1")
    equal(["first"], await _phone_numbers(target, site), "calls of the site")
    equal(["third"], await _phone_numbers(target, other), "calls of the other site")


@check("SCH-809", needs={"rows"})
async def the_upsert_finds_its_arbiter(target: Target) -> None:
    """ON CONFLICT (site_id, intent_stamp) DO NOTHING is possible, and leaves the first row as it was."""
    site = await target.new_site()
    for phone_number in ("first", "second"):
        upsert = f"{INSERT_STAMPED} ON CONFLICT (site_id, intent_stamp) DO NOTHING"
        await accepted(target, upsert, site.id, phone_number, "stamp-1")
    equal(["first"], await _phone_numbers(target, site), "calls of the site")


@check("SCH-810", needs={"rows"})
async def calls_without_a_stamp_do_not_collide(target: Target) -> None:
    """Two calls of one site without a stamp are both stored."""
    site = await target.new_site()
    for phone_number in ("first", "second"):
        await accepted(target, INSERT_STAMPED, site.id, phone_number, None)
    equal(["first", "second"], await _phone_numbers(target, site), "calls of the site")


@check("SCH-811", needs={"rows"})
async def five_statuses_and_null_are_allowed(target: Target) -> None:
    """Each of the five statuses and NULL is stored; `other`, the empty text and another case are refused."""
    site = await target.new_site()
    insert = "INSERT INTO calls (site_id, phone_number, status) VALUES (%s, 'x', %s)"
    for status in STATUSES:
        await accepted(target, insert, site.id, status)
    for status in ("other", "", "Intent"):
        error = await refusal(target, insert, site.id, status)
        equal(CHECK, error.sqlstate, f"SQLSTATE of status {status!r}")


@check("SCH-812", needs={"rows"})
async def a_bare_call_gets_its_defaults(target: Target) -> None:
    """A call inserted with its site and phone number alone gets id, score, status, source and time."""
    site = await target.new_site()
    await accepted(target, INSERT_CALL, site.id)
    query = f"SELECT id::text, lead_score, status, source, {LATELY} FROM calls WHERE site_id = %s"
    call = one(await target.fetch(query, site.id), "calls of the site")
    matches(UUID_V4, call.pop("id"), "calls.id")
    equal({"lead_score": 0, "status": "intent", "source": "click", "is_now": True}, call, "the call's defaults")


@check("SCH-813", needs={"rows"})
async def a_bare_session_gets_its_defaults(target: Target) -> None:
    """A session inserted with its id, site and month alone gets duration 0, event count 0 and the time."""
    site = await target.new_site()
    await accepted(target, INSERT_SESSION, target.new_sid(), site.id, target.month)
    query = f"SELECT total_duration_sec, event_count, {LATELY} FROM sessions WHERE site_id = %s"
    session = one(await target.fetch(query, site.id), "sessions of the site")
    equal({"total_duration_sec": 0, "event_count": 0, "is_now": True}, session, "the session's defaults")


@check("SCH-814", needs={"rows"})
async def a_bare_event_gets_its_defaults(target: Target) -> None:
    """An event inserted without id, metadata and time gets a version 4 id, `{}` and the time."""
    _, sid = await _site_with_a_session(target)
    query = f"SELECT id::text, metadata, {LATELY} FROM events WHERE session_id = %s"
    event = one(await target.fetch(query, sid), "events of the session")
    matches(UUID_V4, event.pop("id"), "events.id")
    equal({"metadata": {}, "is_now": True}, event, "the event's defaults")


@check("SCH-815", needs={"rows"})
async def nobody_confirms_a_call(target: Target) -> None:
    """A call confirmed by a user that does not exist is refused."""
    site = await target.new_site()
    insert = "INSERT INTO calls (site_id, phone_number, confirmed_by) VALUES (%s, 'x', %s)"
    error = await refusal(target, insert, site.id, target.new_sid())
    equal(FOREIGN_KEY, error.sqlstate, "SQLSTATE")


@check("SCH-816", needs={"rows"})
async def a_session_needs_its_site(target: Target) -> None:
    """A session of a site that does not exist is refused."""
    error = await refusal(target, INSERT_SESSION, target.new_sid(), target.new_sid(), target.month)
    equal(FOREIGN_KEY, error.sqlstate, "SQLSTATE")


@check("SCH-816", needs={"rows"})
async def a_call_needs_its_site(target: Target) -> None:
    """A call of a site that does not exist is refused."""
    error = await refusal(target, INSERT_CALL, target.new_sid())
    equal(FOREIGN_KEY, error.sqlstate, "SQLSTATE")


async def accepted(target: Target, sql: str, *params: Any) -> list[dict[str, Any]]:
    """Run a statement that the schema must take; a refusal is a deviation, unless it is a matter of rights."""
    try:
        return await target.fetch(sql, *params)
    except psycopg.errors.InsufficientPrivilege:
        raise
    except (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError) as error:
        raise Deviation(" ".join(sql.split()), "taken", str(error).splitlines()[0]) from error


async def refusal(target: Target, sql: str, *params: Any) -> psycopg.IntegrityError:
    """Run a statement that the schema must refuse, and give the refusal."""
    try:
        await target.fetch(sql, *params)
    except psycopg.IntegrityError as error:
        return error
    raise Deviation(" ".join(sql.split()), "refused", f"taken, with {params!r}")


async def _site_with_a_session(target: Target) -> tuple[Site, str]:
    site, sid = await target.new_site(), target.new_sid()
    await accepted(target, INSERT_SESSION, sid, site.id, target.month)
    await accepted(target, INSERT_EVENT, sid, target.month)
    return site, sid


async def _phone_numbers(target: Target, site: Site) -> list[str]:
    rows = await target.fetch("SELECT phone_number FROM calls WHERE site_id = %s ORDER BY phone_number", site.id)
    return [row["phone_number"] for row in rows]


async def _last_day(target: Target) -> str:
    query = "SELECT (%s::date + interval '1 month' - interval '1 day')::date::text AS day"
    return (await target.fetch(query, target.month))[0]["day"]


def _for_want_of_a_partition(error: psycopg.IntegrityError) -> None:
    equal(CHECK, error.sqlstate, "SQLSTATE")
    truthy(NO_PARTITION in str(error), str(error).splitlines()[0], f"a complaint of {NO_PARTITION!r}")

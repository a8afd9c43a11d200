"""GWY-603, 604, 606, 622-627, 630: the month of a session, and what happens where it has none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, contains, deviates, equal, truthy
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import member
from tests.conformance.stored import session_of
from tests.conformance.traces import events_of_visitor

if TYPE_CHECKING:
    from simulator.judge.target import Answer, Target

DAY_MS = 86_400_000


@check("GWY-603", needs={"rows"})
async def created_month_is_sm(target: Target) -> None:
    """created_month is the date of sm, not the first day of the gateway's month."""
    month = target.month[:8] + "17"
    session = await session_of(target, target.beacon(sm=month))
    equal(month, session["created_month"], "sessions.created_month")


@check("GWY-604", needs={"rows", "clock"})
async def without_sm_it_is_the_first_of_the_month(target: Target) -> None:
    """Without sm, on the 15th and at both edges of the month, created_month is the first of the UTC month."""
    try:
        for moment in (_start_ms(target.month), _noon_ms(target.month), _end_ms(target.month)):
            await target.clock.freeze(moment)
            session = await session_of(target, target.beacon(sm=OMIT))
            equal(target.month, session["created_month"], f"created_month at {_written(moment)}")
    finally:
        await target.clock.release()


@check("GWY-604", needs={"rows", "clock"})
async def without_sm_it_is_not_the_database_s_month(target: Target) -> None:
    """Without sm, with the gateway's clock in a month without partition, nothing lands in the database's month."""
    body = target.beacon(sm=OMIT)
    await target.clock.freeze(_noon_ms(target.month_without_partition))
    try:
        await target.post(body)
    finally:
        await target.clock.release()
    absent(await target.sessions(body["sid"]), "sessions of the sid")


@check("GWY-606", needs={"rows"})
async def a_falsy_sm_is_none(target: Target) -> None:
    """An sm of "", null, 0 or false is the gateway's month."""
    for falsy in ("", None, 0, False):
        session = await session_of(target, target.beacon(sm=falsy))
        equal(target.month, session["created_month"], f"created_month for sm {said(falsy)}")


@check("GWY-622")
async def a_failed_look_up_says_so(target: Target) -> None:
    """A look-up with an sm that is no date is answered 500 with the database's message in details."""
    answer = await target.post(target.beacon(sm="no-month-at-all"))
    _fails("Session lookup failed", answer, "an sm that is no date")
    details = member("details", answer, "an sm that is no date")
    truthy(isinstance(details, str), "details", "the database's message")
    # Postgres quotes the refused text in every language.
    contains("no-month-at-all", details, "details")


@check("GWY-623")
async def no_date_fails_the_look_up_of_a_uuid(target: Target) -> None:
    """An sm that is no date is `Session lookup failed` for a v4 sid."""
    for month in ("rubbish", "2026-13-01", "2026-02-30"):
        answer = await target.post(target.beacon(sm=month))
        _fails("Session lookup failed", answer, f"sm {said(month)} with a v4 sid")


@check("GWY-623")
async def no_date_fails_the_insert_of_another_sid(target: Target) -> None:
    """An sm that is no date is `Database write failed` for a sid that is no v4."""
    for month in ("rubbish", "2026-13-01", "2026-02-30"):
        answer = await target.post(target.beacon(sid="rubbish", sm=month))
        _fails("Database write failed", answer, f"sm {said(month)} with another sid")


@check("GWY-624", needs={"rows"})
async def each_day_is_a_session_of_its_own(target: Target) -> None:
    """Any day of the month is accepted in sm and kept: each is another session of the same sid."""
    sid = target.new_sid()
    days = [target.month[:8] + day for day in ("01", "02", "28")]
    for day in days:
        await target.post(target.beacon(sid=sid, sm=day))
    equal(days, sorted(row["created_month"] for row in await target.sessions(sid)), "created_month of the sessions")


@check("GWY-625", needs={"rows"})
async def sm_is_what_postgres_takes_for_a_date(target: Target) -> None:
    """An sm may be any spelling of a date that PostgreSQL's date input takes."""
    for sm in _spellings(target.month):
        session = await session_of(target, target.beacon(sm=sm))
        equal(target.month, session["created_month"], f"created_month for sm {said(sm)}")


def _spellings(month: str) -> list[Any]:
    compact = month.replace("-", "")
    return [
        int(compact),
        compact,
        month.replace("-", "/"),
        f"{month}T12:34:56.789Z",
        f"{month} 23:59:59",
        f"  {month}  ",
        [month],
    ]


@check("GWY-626")
async def a_month_without_partition_is_an_error(target: Target) -> None:
    """An sm whose month has no partition is answered 500 `Database write failed`."""
    answer = await target.post(target.beacon(sm=target.month_without_partition))
    _fails("Database write failed", answer, "a month without partition")


@check("GWY-627", needs={"rows"})
async def without_its_session_nothing_is_stored(target: Target) -> None:
    """A click whose session cannot be inserted leaves no session, no event and no call."""
    fingerprint, stamp = target.new_fingerprint(), f"stamp-{target.random.getrandbits(64):016x}"
    meta = {"fp": fingerprint, "intent_stamp": stamp}
    body = target.beacon(sm=target.month_without_partition, ea="phone_call", el="tel:+905321112233", meta=meta)
    await target.post(body)
    absent(await target.sessions(body["sid"]), "sessions of the sid")
    absent(await target.events(body["sid"]), "events of the sid")
    absent(await events_of_visitor(target, fingerprint), "events of the visitor")
    calls = "SELECT id FROM calls WHERE site_id = %s::uuid AND intent_stamp = %s"
    absent(await target.fetch(calls, target.site.id, stamp), "calls of the click")


@check("GWY-630", needs={"rows"})
async def a_session_lies_in_its_month_s_partition(target: Target) -> None:
    """Sessions of the first, a middle and the last day of a month lie in a partition made for that month."""
    last = (_first_after(target.month) - timedelta(days=1)).isoformat()
    for day in (target.month, target.month[:8] + "15", last):
        await _lies_where_it_belongs(target, await session_of(target, target.beacon(sm=day)))


@check("GWY-630", needs={"rows"})
async def no_default_partition_takes_a_session(target: Target) -> None:
    """A session whose month has no partition of its own is stored nowhere else either."""
    body = target.beacon(sm=target.month_without_partition)
    await target.post(body)
    for session in await target.sessions(body["sid"]):
        await _lies_where_it_belongs(target, session)


def _fails(message: str, answer: Answer, what: str) -> None:
    seen = (answer.status, member("message", answer, what))
    equal((500, message), seen, f"status and message of the answer to {what}")


async def _lies_where_it_belongs(target: Target, session: dict[str, Any]) -> None:
    month, partition = session["created_month"], session["partition"]
    bound = "SELECT pg_get_expr(relpartbound, oid) AS bound FROM pg_class WHERE oid = %s::regclass"
    rows = await target.fetch(bound, partition)
    edges = re.findall(r"'(\d{4}-\d\d-\d\d)'", str(rows[0]["bound"])) if rows else []
    if len(edges) != 2 or not edges[0] <= month < edges[1]:
        deviates(f"partition of {month}", "one whose range holds that date", f"{partition}: {rows}")


def _start_ms(month: str) -> int:
    return int(datetime.fromisoformat(month).replace(tzinfo=UTC).timestamp() * 1000)


def _noon_ms(month: str) -> int:
    return _start_ms(month) + 14 * DAY_MS + DAY_MS // 2


def _end_ms(month: str) -> int:
    """Give the last millisecond of the month."""
    return _start_ms(_first_after(month).isoformat()) - 1


def _first_after(month: str) -> date:
    return (date.fromisoformat(month) + timedelta(days=32)).replace(day=1)


def _written(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds")

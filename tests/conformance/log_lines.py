"""GWY-981 to 986: the lines the gateway writes when something fails.

Another gateway (`console.error` of Node) writes an object over several lines, ours one line of JSON. So an entry is
everything from a literal prefix to the next line that begins with `[`, and in it a field is looked for by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import deviates, equal, truthy
from simulator.judge.wording import said
from simulator.waiting import NeverHappened, wait_until
from tests.conformance.broken_databases import NO_EVENTS
from tests.conformance.literal import synced

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.judge.target import Target

WRITE = "[PARTITION_FAULT] DB Write Failed:"
UNCAUGHT = "[SYNC_API] Tracking Error:"
SESSION = "[SYNC_API] Session insert failed:"
EVENT = "[SYNC_API] Event insert failed:"
# A log may lag behind the answer, on a busy machine by seconds.
DEADLINE_S = 15.0
ENTRY_END = re.compile(r"\n(?=\[)")

DEDUPE = re.compile(r"(?i)dedup|duplicate|23505")

LOST = "tel:0532 000 00 00"
# Without the constraint every upsert of a call fails, and the insert after it is refused for this one target only.
# The partial unique index still answers 23505 to an insert.
NO_UPSERT = (
    "ALTER TABLE calls ADD CONSTRAINT lost CHECK (intent_target <> 'tel:+905320000000')",
    "ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq",
)


@check("GWY-981", needs={"log"})
async def a_failed_write_is_logged_with_its_fields(target: Target) -> None:
    """The line of a failed write has message, code, details, stack, site_id, session_id and timestamp."""
    body = target.beacon(sm=target.month_without_partition)
    mark = target.log_mark()
    await target.post(body)
    entry = await _entry(target, mark, WRITE, body["sid"])
    for name in ("message", "code", "details", "stack", "site_id", "session_id", "timestamp"):
        truthy(_has_field(entry, name), f"{WRITE} {entry[:500]}", f"a field {name}")


@check("GWY-982", needs={"log"})
async def a_failed_write_is_logged_as_the_client_spelled_it(target: Target) -> None:
    """site_id is s as sent, session_id is sid as sent, and code is the database's SQLSTATE."""
    spelled = target.site.public_id.replace("-", "")
    sid = f"No UUID {target.new_sid()}"
    mark = target.log_mark()
    await target.post(target.beacon(s=spelled, sid=sid, sm=target.month_without_partition))
    entry = await _entry(target, mark, WRITE, sid)
    equal(spelled, _value(entry, "site_id"), "site_id")
    equal(sid, _value(entry, "session_id"), "session_id")
    # check_violation: no partition of relation "sessions" found for row
    equal("23514", _value(entry, "code"), "code")


@check("GWY-983", needs={"log"})
async def an_uncaught_error_is_logged_with_its_fields(target: Target) -> None:
    """The line of an uncaught error has message, stack, timestamp and the request's url."""
    asked = f"asked={target.random.getrandbits(64):016x}"
    mark = target.log_mark()
    await target.post("null", query=asked)
    entry = await _entry(target, mark, UNCAUGHT, asked)
    for name in ("message", "stack", "timestamp"):
        truthy(_has_field(entry, name), f"{UNCAUGHT} {entry[:500]}", f"a field {name}")
    url = _value(entry, "url")
    truthy(url and url.endswith(f"?{asked}"), f"url {said(url)}", f"the request's, with ?{asked}")


@check("GWY-984", needs={"log"}, exclusive=True)
async def a_refused_session_is_logged_first(target: Target) -> None:
    """A session that cannot be inserted is logged before the partition fault."""
    body = target.beacon(sm=target.month_without_partition)
    await _logged_before_the_fault(target, SESSION, body)


@check("GWY-985", needs={"log", "start", "own_database"})
async def a_refused_event_is_logged_first(target: Target) -> None:
    """An event that cannot be inserted is logged before the partition fault."""
    async with target.variant(ddl=NO_EVENTS, alone=True) as other:
        await _logged_before_the_fault(other, EVENT, other.beacon())


@check("GWY-986", needs={"log", "start", "own_database"})
async def a_lost_call_is_a_warning(target: Target) -> None:
    """A call that can be neither upserted nor inserted leaves a warning."""
    async with target.variant(ddl=NO_UPSERT, alone=True) as other:
        usual = await _lines_of(other, _click(other, "tel:0532 111 22 33", "kept"))
        mark = other.log_mark()
        synced(await other.post(_click(other, LOST, "lost")), "the lost click")
        await _logs(other, mark, lambda log: len(_lines(log)) > len(usual), f"a warning besides {usual}")


@check("GWY-986", needs={"log", "start", "own_database"})
async def a_second_stamp_is_a_dedupe(target: Target) -> None:
    """A fall-back insert that the stamp's index refuses (23505) is logged as a dedupe."""
    async with target.variant(ddl=NO_UPSERT, alone=True) as other:
        await other.post(_click(other, "tel:0532 111 22 33", "one-stamp"))
        mark = other.log_mark()
        synced(await other.post(_click(other, "tel:0532 111 22 44", "one-stamp")), "the second click")
        await _logs(other, mark, DEDUPE.search, "a line that says dedupe, or 23505")


def _click(target: Target, label: str, stamp: str) -> dict[str, Any]:
    meta = {"fp": target.new_fingerprint(), "intent_stamp": stamp}
    return target.beacon(ec="conversion", ea="phone_call", el=label, meta=meta)


async def _logged_before_the_fault(target: Target, prefix: str, body: dict[str, Any]) -> None:
    """Whoever calls this is alone: a line with this prefix and no name on it can only be ours."""
    mark = target.log_mark()
    await target.post(body)
    await _entry(target, mark, WRITE, body["sid"])
    before, _, _ = (await target.log_since(mark)).partition(WRITE)
    truthy(prefix in before, f"log before the partition fault: {said(before[-500:])}", f"a line {prefix}")


async def _lines_of(target: Target, body: dict[str, Any]) -> list[str]:
    """Give the lines that a beacon leaves which fails no more than the one compared with it."""
    mark = target.log_mark()
    synced(await target.post(body), "the click compared with")
    return _lines(await target.log_since(mark))


def _lines(log: str) -> list[str]:
    return [line for line in log.splitlines() if line.strip()]


async def _logs(target: Target, mark: int, until: Callable[[str], object], expected: str) -> None:
    try:
        await wait_until(lambda: target.log_since(mark), DEADLINE_S, until=until)
    except NeverHappened as silence:
        deviates("log", expected, str(silence.last_seen)[-500:])


async def _entry(target: Target, mark: int, prefix: str, named: str) -> str:
    """Give the entry with this prefix in which `named` occurs, without the prefix; wait for it if the log lags."""

    async def ours() -> str | None:
        log = await target.log_since(mark)
        return next((entry for entry in _entries(log, prefix) if named in entry), None)

    try:
        return await wait_until(ours, DEADLINE_S) or ""
    except NeverHappened:
        deviates("log", f"an entry {prefix} with {named}", (await target.log_since(mark))[-500:])


def _entries(log: str, prefix: str) -> list[str]:
    return [ENTRY_END.split(rest, maxsplit=1)[0] for rest in log.split(prefix)[1:]]


def _has_field(entry: str, name: str) -> bool:
    return re.search(rf"[{{,\s\"']{name}[\"']?\s*:", entry) is not None


def _value(entry: str, name: str) -> str | None:
    """Give a field's text, as JSON or as Node's `util.inspect` quotes it."""
    found = re.search(rf"[{{,\s\"']{name}[\"']?\s*:\s*([\"'`])(.*?)\1", entry)
    return found[2] if found else None

"""The gateway's store in memory: the tables of `schema/` as far as the gateway touches them, a turn a statement.

It decides what each statement does to the rows, as Postgres would: partitions, keys, the one-stamp rule, refusals with
their SQLSTATE. Every method awaits one turn and then does all it does at once, so that whoever drives the gateway's
coroutines decides which of two requests makes the next statement. It must not know why a statement is asked for, HTTP,
or asyncio; time and randomness are arguments. What only a Postgres can know raises `CannotPredict`.

Two look-ups have an index, as they have in Postgres, so that a statement costs the same however many rows there are:
ad traces by session month, and intents that came from a click by the columns of the 10 s window. Both hold entries
`(created_at, number of the row, what is asked for)` in ascending order, so rows of one microsecond keep the order they
were made in. Rows are never deleted, and what is indexed of a row never changes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from reference.protocols import UNIQUE_VIOLATION, AdTrace, StoredSession, StoreError
from simulator import postgres_grammar as grammar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterable, Mapping, Sequence
    from random import Random

    from reference.protocols import Row

Table = dict[str, Any]
NO_PARTITION: Final = "23514"
FOREIGN_KEY_VIOLATION: Final = "23503"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SESSIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "id": grammar.uuid,
    "site_id": grammar.uuid,
    "ip_address": grammar.address,
    "entry_page": grammar.text,
    "exit_page": grammar.text,
    "gclid": grammar.text,
    "wbraid": grammar.text,
    "gbraid": grammar.text,
    "total_duration_sec": grammar.integer,
    "event_count": grammar.integer,
    "created_month": grammar.day,
    "attribution_source": grammar.indexed_text,
    "device_type": grammar.indexed_text,
    "city": grammar.text,
    "district": grammar.text,
    "fingerprint": grammar.indexed_text,
}
EVENTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "session_id": grammar.uuid,
    "session_month": grammar.day,
    "url": grammar.text,
    "event_category": grammar.indexed_text,
    "event_action": grammar.text,
    "event_label": grammar.text,
    "event_value": grammar.numeric,
    "metadata": grammar.jsonb,
}
CALLS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "site_id": grammar.uuid,
    "phone_number": grammar.text,
    "matched_session_id": grammar.uuid,
    "matched_fingerprint": grammar.text,
    "lead_score": grammar.integer,
    "lead_score_at_match": grammar.integer,
    "status": grammar.indexed_text,
    "source": grammar.indexed_text,
    "intent_stamp": grammar.indexed_text,
    "intent_action": grammar.indexed_text,
    "intent_target": grammar.indexed_text,
    "intent_page_url": grammar.text,
    "click_id": grammar.text,
}
_WINDOW_KEY = ("site_id", "matched_session_id", "intent_action", "intent_target")
_UNTOUCHED = dict.fromkeys(("score_breakdown", "matched_at", "confirmed_at", "confirmed_by", "note"))


@dataclass(frozen=True)
class Turn:
    """What one waits for: to be the next to make a statement. Whoever drives is handed this."""

    statement: str

    def __await__(self) -> Generator[Turn, None, None]:
        yield self


def finish(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Give a coroutine every turn it waits for, one after another, and return what it returns."""
    try:
        while True:
            assert isinstance(coroutine.send(None), Turn), "the gateway should await nothing but its store"
    except StopIteration as ended:
        return ended.value


class MemoryStore:
    """`Store` in memory. `now_us` is the database's clock, in microseconds since the epoch."""

    def __init__(
        self, *, sites: Mapping[str, str], months: Iterable[str], now_us: Callable[[], int], random: Random
    ) -> None:
        """Take the sites (public id to id) and the first days of the months that have partitions."""
        self.months = tuple(months)
        self.sessions: dict[tuple[str, str], Table] = {}
        self.events: list[Table] = []
        self.calls: list[Table] = []
        self._stamps: set[tuple[str, str]] = set()
        self._traces: defaultdict[str, list[tuple[datetime, int, AdTrace]]] = defaultdict(list)
        self._clicks: defaultdict[tuple[str, ...], list[tuple[datetime, int, str]]] = defaultdict(list)
        self._sites = dict(sites)
        self._now_us = now_us
        self._random = random

    def read(self) -> dict[str, tuple[Table, ...]]:
        """Give all rows, in the order in which they were made, with the partition of those that lie in one."""
        return {
            "sessions": tuple(dict(row) for row in self.sessions.values()),
            "events": tuple(dict(row) for row in self.events),
            "calls": tuple(dict(row) for row in self.calls),
        }

    async def find_sites(self, public_ids: Sequence[str]) -> list[str]:
        """See Store."""
        await Turn("find_sites")
        return [site_id for public_id, site_id in self._sites.items() if public_id in public_ids][:2]

    async def find_ad_traces(self, months: Sequence[str], limit: int) -> list[AdTrace]:
        """See Store."""
        await Turn("find_ad_traces")
        days = {grammar.day(month) for month in months}
        newest_first = merge(*(reversed(self._traces.get(day or "", ())) for day in days), reverse=True)
        return [trace for _, _, trace in islice(newest_first, limit)]

    async def find_session(self, session_id: str, month: str) -> StoredSession | None:
        """See Store."""
        await Turn("find_session")
        row = self.sessions.get((grammar.uuid(session_id) or "", grammar.day(month) or ""))
        return _stored(row) if row else None

    async def insert_session(self, row: Row) -> StoredSession:
        """See Store."""
        await Turn("insert_session")
        made = {"event_count": 0, "total_duration_sec": 0, "exit_page": None} | _coerced(SESSIONS, row)
        partition = self._partition("sessions", "created_month", made["created_month"])
        key = (made["id"], made["created_month"])
        if key in self.sessions:
            raise _duplicate(f"{partition}_pkey", "id, created_month", key)
        self.sessions[key] = {"partition": partition, "created_at": self._now(), **made}
        return StoredSession(*key)

    async def update_session(self, session: StoredSession, row: Row) -> None:
        """See Store."""
        await Turn("update_session")
        changed = {name: SESSIONS[name](value) for name, value in row.items() if name in SESSIONS}
        self.sessions.get((session.id, session.created_month), {}).update(changed)

    async def count_session_events(self, session: StoredSession) -> int | None:
        """See Store."""
        await Turn("count_session_events")
        return self.sessions.get((session.id, session.created_month), {}).get("event_count")

    async def insert_event(self, row: Row) -> None:
        """See Store."""
        await Turn("insert_event")
        made = _coerced(EVENTS, row)
        partition = self._partition("events", "session_month", made["session_month"])
        key = (made["session_id"], made["session_month"])
        if key not in self.sessions:
            raise _without_session(partition, key)
        event = {"partition": partition, "id": self._new_uuid(), "created_at": self._now(), **made}
        self.events.append(event)
        if trace := _trace(made.get("metadata")):
            insort(self._traces[made["session_month"]], (event["created_at"], len(self.events), trace))

    async def upsert_call(self, row: Row) -> None:
        """See Store."""
        await Turn("upsert_call")
        made = _coerced(CALLS, row)
        if _stamp(made) not in self._stamps:
            self._add_call(made)

    async def find_recent_calls(self, like: Row, since: str) -> list[str]:
        """See Store."""
        await Turn("find_recent_calls")
        after = datetime.fromisoformat(since)
        alike = self._clicks.get(tuple(CALLS[name](like[name]) for name in _WINDOW_KEY), [])
        first = bisect_left(alike, (after,))
        return [call_id for _, _, call_id in alike[first : first + 2]]

    async def insert_call(self, row: Row) -> None:
        """See Store."""
        await Turn("insert_call")
        made = _coerced(CALLS, row)
        if _stamp(made) in self._stamps:
            raise _duplicate("calls_site_intent_stamp_uniq", "site_id, intent_stamp", _stamp(made))
        self._add_call(made)

    def _add_call(self, made: Table) -> None:
        self._stamps.add(_stamp(made))
        call = {"id": self._new_uuid(), "created_at": self._now(), **_UNTOUCHED, **made}
        self.calls.append(call)
        key = tuple(call.get(name) for name in _WINDOW_KEY)
        if call.get("source") == "click" and call.get("status") in ("intent", None) and None not in key:
            insort(self._clicks[key], (call["created_at"], len(self.calls), call["id"]))

    def _partition(self, table: str, column: str, day: str) -> str:
        if f"{day[:7]}-01" not in self.months:
            details = f"Partition key of the failing row contains ({column}) = ({day})."
            raise StoreError(f'no partition of relation "{table}" found for row', NO_PARTITION, details)
        return f"{table}_{day[:4]}_{day[5:7]}"

    def _now(self) -> datetime:
        return _EPOCH + timedelta(microseconds=self._now_us())

    def _new_uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _coerced(table: Mapping[str, Callable[[Any], Any]], row: Row) -> Table:
    return {name: coerce(row[name]) for name, coerce in table.items() if name in row}


def _trace(metadata: Any) -> AdTrace | None:
    """Give the trace of an object with the key, whose value may be a JSON null."""
    if not isinstance(metadata, dict) or "gclid" not in metadata:
        return None
    return AdTrace(_as_javascript(metadata["gclid"]), _as_javascript(metadata.get("fp")))


def _as_javascript(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _stored(row: Table) -> StoredSession:
    return StoredSession(row["id"], row["created_month"], row["attribution_source"], row["gclid"])


def _stamp(call: Table) -> tuple[str, str]:
    return call["site_id"], call["intent_stamp"]


def _duplicate(constraint: str, columns: str, key: tuple[str, str]) -> StoreError:
    message = f'duplicate key value violates unique constraint "{constraint}"'
    return StoreError(message, UNIQUE_VIOLATION, f"Key ({columns})=({', '.join(key)}) already exists.")


def _without_session(partition: str, key: tuple[str, str]) -> StoreError:
    constraint = "events_session_id_session_month_fkey"
    message = f'insert or update on table "{partition}" violates foreign key constraint "{constraint}"'
    details = f"Key (session_id, session_month)=({', '.join(key)}) is not present in table \"sessions\"."
    return StoreError(message, FOREIGN_KEY_VIOLATION, details)

"""The queue of failed events in `localStorage` (blueprint 2.1), retold from the writes that were seen.

It decides what a write did to each item: queued, drained, evicted, expired, lost to another tab's write, put back.
The key and its limits are the clauses' (TRK-401, TRK-405, TRK-504), not a tracker's. It knows requests only as
attempts, and no rows.

Records of two pages are in the order in which they were heard of, which is not always that of the storage: so what
another page that was open at the same time wrote can explain what this page's write shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.judge.attempts import STANDING_DRAINED, STANDING_QUEUED, STANDING_VANISHED, Attempt, Emitted
from simulator.judge.fates import EVICTED, EXPIRED, LOST_RACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulator.judge.visit import Held, Wrote

QUEUE_KEY = "opsmantik_evtq_v1"
LENGTH_MAX = 10
TTL_MS = 3_600_000
NO_PAYLOAD = "undefined"


@dataclass(eq=False)
class Entry:
    """An item of the queue: its payload in a form that compares, its time, its event.

    `write`: the write that put it there. `taker`: the page whose write took it out, or 0.
    """

    key: str
    ts: Any
    event: Emitted
    write: Wrote
    taker: int = 0


@dataclass(frozen=True)
class Facts:
    """What the queue asks of the rest of the history."""

    together: Callable[[int, int], bool]  # whether two pages were open at the same time
    is_bare: Callable[[int], bool]  # whether a page carries no tracker: it offered nothing
    failed: Callable[[str, Callable[[int], bool]], tuple[Emitted, Attempt] | None]
    unheard: Callable[[str], tuple[Emitted, Attempt] | None]  # a fetch whose page was being left when it ended
    pending: Callable[[str, Callable[[int], bool]], tuple[Emitted, Attempt] | None]  # one not heard of so far


class QueueStory:
    """The queue of one origin."""

    def __init__(self, facts: Facts, problems: list[str]) -> None:
        self.dead: int | None = None
        self.touched: set[int] = set()
        self._facts = facts
        self._problems = problems
        self._entries: list[Entry] = []
        self._ever: list[Entry] = []
        self._writes: list[tuple[Wrote, list[Entry]]] = []
        # Which items a page has offered since its last write of the queue.
        self._offered: dict[int, list[tuple[Entry, Attempt]]] = {}
        # What another page's write told of before its own page did.
        self._early: list[tuple[Wrote, Attempt]] = []

    def drained(self, page: int, key: str, attempt: Attempt) -> Emitted | None:
        """Give the event of the item that a page's drain offers here, if it is one."""
        if page in self.touched:
            return None
        before, at_ms = self._offered.setdefault(page, []), attempt.first.at_ms
        free = [entry for entry in self._ever if entry.key == key and all(entry is not one for one, _ in before)]
        # The drain offers what is fresh; of equal items it is the fresh one.
        here = sorted((entry for entry in free if entry in self._entries), key=lambda entry: _is_over(entry.ts, at_ms))
        gone = [entry for entry in free if entry.taker and self._facts.together(entry.taker, page)]
        for entry in here or gone:
            before.append((entry, attempt))
            return entry.event
        return None

    def write(self, record: Wrote) -> bool:
        """Take a write, or one that failed; gives whether it queued something."""
        values = _list_of(record.value)
        if record.error:
            self._refused(record, values or [])
            return True
        self.dead = record.number if values is None else None
        entries: list[Entry] = []
        appended = False
        for at, value in enumerate(values or [], 1):
            entry, appended = self._entry(record, value, entries, last=at == len(values or []))
            entries.append(entry)
        self.touched.add(record.page)
        self._writes.append((record, entries))
        for entry in self._entries:
            if entry not in entries:
                self._drop(entry, record, entries, appended=appended)
        self._keep(entries, record)
        self._offered[record.page] = []
        return appended

    def settle(self) -> None:
        """Once all is told: what a write showed early must have failed after all."""
        for record, attempt in self._early:
            if not attempt.failed:
                self._problems.append(f"record {record.number} queues an item whose fetch was not heard to fail")

    def close(self, held: Held) -> None:
        """Compare with what the storage holds in the end."""
        text = (held.local or {}).get(QUEUE_KEY)
        values = _list_of(text)
        if values is None and self.dead is None:
            self._problems.append(f"record {held.number} holds a queue that is no list and that nobody wrote")
        entries: list[Entry] = []
        for value in values or []:
            entry = self._known(value, entries)
            if entry is None:
                self._hold_unheard(value, held.number)
                continue
            entries.append(entry)
            entry.event.standing, entry.event.proof = STANDING_QUEUED, (entry.write.number, held.number)
        for entry in self._entries:
            if entry not in entries:
                self._lose(entry, held.number)

    def _hold_unheard(self, value: Any, number: int) -> None:
        """Take an item that is there though nobody saw it written: whoever leaves a page is heard no more."""
        found = self._facts.unheard(_key_of(value))
        if found is None:
            self._problems.append(f"record {number} holds a queued item that nobody was seen to write")
            return
        event, attempt = found
        attempt.queued = True
        event.standing, event.proof = STANDING_QUEUED, (attempt.offers[-1].number, number)

    def unseen(self) -> None:
        """Nobody looked at the storage in the end: nothing is proved to be there."""
        for entry in self._entries:
            entry.event.standing = STANDING_VANISHED
            entry.event.proof = ()

    def events(self) -> list[Emitted]:
        """Give the event of every item that ever stood here."""
        return [entry.event for entry in self._ever]

    @property
    def last_write(self) -> int:
        """The number of the last write, or 0."""
        return self._writes[-1][0].number if self._writes else 0

    # ---- what a write shows

    def _entry(self, record: Wrote, value: Any, taken: list[Entry], *, last: bool) -> tuple[Entry, bool]:
        """Give the entry of an item in a write, and whether this write queued it."""
        key = _key_of(value)
        known = self._known(value, taken, record.page)
        if known and not (last and self._is_one_more(record, key, at=len(taken))):
            return known, False
        entry = Entry(key, _ts_of(value), self._queued(record, key, value, last=last), record)
        self._ever.append(entry)
        return entry, last and not entry.event.seeded

    def _is_one_more(self, record: Wrote, key: str, *, at: int) -> bool:
        """Whether the last item of a full queue is new though one like it was there: its page's fetch failed."""
        again = record.page in self.touched and at == LENGTH_MAX - 1
        return again and self._facts.failed(key, lambda page: page == record.page) is not None

    def _known(self, value: Any, taken: list[Entry], page: int = 0) -> Entry | None:
        """Give the entry an item is. Of equal ones those stay that the page has not sent, and the later ones."""
        key, ts = _key_of(value), _ts_of(value)
        sent = [entry for entry, attempt in self._offered.get(page, []) if attempt.request]
        pool = [*reversed(self._entries), *self._ever]
        equal = [entry for entry in pool if (entry.key, entry.ts) == (key, ts) and entry not in taken]
        return min(equal, key=lambda entry: entry in sent, default=None)

    def _queued(self, record: Wrote, key: str, value: Any, *, last: bool) -> Emitted:
        if self._facts.is_bare(record.page):
            return _seeded(record, key, value)
        own = self._facts.failed(key, lambda page: page == record.page) if last else None
        found = own or self._of_another(record, key)
        if found is None:
            self._problems.append(f"record {record.number} queues an item that no failed fetch of its page left")
            return Emitted(key, record.tab, record.page, record.at_ms, counts=False)
        event, attempt = found
        attempt.queued = True
        return event

    def _of_another(self, record: Wrote, key: str) -> tuple[Emitted, Attempt] | None:
        def other(page: int) -> bool:
            return page != record.page and self._facts.together(page, record.page)

        early = self._facts.pending(key, other) if (failed := self._facts.failed(key, other)) is None else None
        if early:
            self._early.append((record, early[1]))
        return failed or early

    def _refused(self, record: Wrote, values: Sequence[Any]) -> None:
        if not values:
            return
        found = self._facts.failed(_key_of(values[-1]), lambda page: page == record.page)
        if found:
            found[1].refused_write = record

    def _drop(self, entry: Entry, record: Wrote, entries: list[Entry], *, appended: bool) -> None:
        event, entry.taker = entry.event, record.page
        tried = [attempt for one, attempt in self._offered.get(record.page, []) if one is entry]
        if tried and tried[-1].request:
            event.standing, event.proof = STANDING_DRAINED, (record.number,)
        elif appended and len(entries) == LENGTH_MAX and self._stood_before(entry, entries):
            event.standing, event.proof = EVICTED, (entry.write.number, record.number)
        elif not appended and not tried and _is_over(entry.ts, record.at_ms) and not self._is_seeding(record):
            event.standing, event.proof = EXPIRED, (entry.write.number, record.number)
        else:
            self._lose(entry, record.number)

    def _is_seeding(self, record: Wrote) -> bool:
        return self._facts.is_bare(record.page) and record.value is not None

    def _stood_before(self, entry: Entry, entries: list[Entry]) -> bool:
        kept = [at for at, one in enumerate(self._entries) if one in entries]
        return not kept or self._entries.index(entry) < kept[0]

    def _lose(self, entry: Entry, number: int) -> None:
        """It is gone, and no rule of the queue says why: another page's write that did not know it must."""
        other = self._omission(entry)
        if other is None:
            entry.event.standing, entry.event.proof = STANDING_VANISHED, (number,)
        else:
            entry.event.standing, entry.event.proof = LOST_RACE, (entry.write.number, other)

    def _omission(self, entry: Entry) -> int | None:
        home = entry.write.page
        for record, entries in reversed(self._writes):
            if entry not in entries and record.page != home and self._facts.together(record.page, home):
                return record.number
        return None

    def _keep(self, entries: list[Entry], record: Wrote) -> None:
        self._entries = entries
        for entry in entries:
            known = entry.event.standing == STANDING_QUEUED
            entry.event.standing, entry.event.proof = STANDING_QUEUED, (entry.write.number,)
            if not known:
                entry.write = record
                entry.event.writes.append(record)


def _seeded(record: Wrote, key: str, value: Any) -> Emitted:
    payload = value.get("payload") if isinstance(value, dict) else None
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False) if isinstance(payload, dict) else key
    return Emitted(text, record.tab, record.page, record.at_ms, seeded=True, counts=isinstance(payload, dict))


def _list_of(text: str | None) -> list[Any] | None:
    """Give the queue that a stored text is; None for one that is dead."""
    if not text:
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _key_of(value: Any) -> str:
    if isinstance(value, dict) and "payload" in value:
        return json.dumps(value["payload"], sort_keys=True)
    return NO_PAYLOAD


def _ts_of(value: Any) -> Any:
    return value.get("ts") if isinstance(value, dict) else None


def _is_over(ts: Any, now_ms: int) -> bool:
    """Whether an item of this time is past its life, or has no usable time."""
    try:
        age_ms = now_ms - float(ts)
    except (TypeError, ValueError):
        return True
    return not age_ms < TTL_MS

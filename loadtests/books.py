"""The books of a run, closed by SQL: every event answered `synced` is stored once, every intent has one call.

Rows are found by the load id that each beacon carried. What got no answer may be stored or not: it is bounded, not
guessed. It decides what is lost, doubled, stray and misplaced; it must not know limits, times or thresholds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from loadtests import records
from loadtests.plan import month_of, stamp_of

if TYPE_CHECKING:
    from loadtests.arrival import Part
    from loadtests.records import Outcomes
    from simulator.judge.rows import Rows
    from simulator.judge.site import Site

LEGEND = (
    "Lost: answered `synced` and not stored. Doubled: stored more than once. Stray: stored although it was refused."
    " Misplaced: stored in another month than its own, or in a default partition. Unknown: without an answer, so it may"
    " be stored or not. Intents are clicks by their stamps: a call is lost where a stamp has none, doubled where it has"
    " two, stray where nobody sent its stamp."
)
SLICE = 100_000
NAMED_MAX = 20


@dataclass
class Books:
    """What was answered beside what is stored. Numbers of requests stand in `named`, at most twenty of a kind.

    Events: `lost` are answered `synced` and not stored, `doubled` stored more than once, `stray` stored although they
    were refused, `misplaced` in another month than their own or in a default partition. `unknown` had no answer;
    `unknown_stored` of them are there. Intents: `stamps` are the different ones among events answered `synced`;
    `calls_lost` have no call, `calls_doubled` more than one, `calls_stray` are calls of stamps that nobody sent.
    """

    synced: int = 0
    stored: int = 0
    lost: int = 0
    doubled: int = 0
    stray: int = 0
    misplaced: int = 0
    unknown: int = 0
    unknown_stored: int = 0
    stamps: int = 0
    calls: int = 0
    calls_lost: int = 0
    calls_doubled: int = 0
    calls_stray: int = 0
    named: dict[str, list[int]] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether nothing is lost, doubled, stray or misplaced, event or call."""
        wrong = ("lost", "doubled", "stray", "misplaced", "calls_lost", "calls_doubled", "calls_stray")
        return not any(getattr(self, name) for name in wrong)

    def told(self) -> dict[str, Any]:
        """Give everything, for reports."""
        return {**asdict(self), "closed": self.closed}

    def plus(self, other: Books) -> Books:
        """Add the books of another part; numbers are named by part, so they stay apart."""
        mine, theirs = asdict(self), asdict(other)
        return Books(**{name: mine[name] + theirs[name] for name in mine if name != "named"})


async def close(
    rows: Rows, site: Site, part: Part, outcomes: Outcomes, token: str, *, calls_before: int | None
) -> Books:
    """Read what is stored of one part and compare it with what was answered.

    `calls_before`: how many calls of our own site belong to earlier parts; None where the site is not our own.
    """
    books = Books()
    copies = bytearray(outcomes.size)
    months: dict[int, set[str]] = {}
    for number, month, copy_count, is_default in await _stored(rows, site, token, outcomes.size):
        if number >= outcomes.size:
            books.stray += 1
            continue
        copies[number] = min(255, copies[number] + copy_count)
        months.setdefault(number, set()).add("(default)" if is_default else month)
    _count_events(books, part, outcomes, copies, months)
    await _count_calls(books, rows, site, _stamps(part, outcomes), calls_before)
    return books


async def _stored(rows: Rows, site: Site, token: str, size: int) -> list[tuple[int, str, int, bool]]:
    """Give number, month, copies and whether it lies in a default partition, of every row of this part."""
    slices = max(1, -(-size // SLICE))
    found: list[tuple[int, str, int, bool]] = []
    for part in range(slices):
        read = await rows.fetch(_EVENTS, site.id, f"{token}.%", slices, part)
        found += [(row["number"], row["month"], row["copies"], row["is_default"]) for row in read]
    return found


def _count_events(books: Books, part: Part, outcomes: Outcomes, copies: bytearray, months: dict[int, set[str]]) -> None:
    for number, arrival in enumerate(part.arrivals()):
        kind, stored = outcomes.kind[number], copies[number]
        books.stored += min(stored, 1)
        if stored > 1:
            _note(books, "doubled", number)
        if stored and months[number] != {month_of(arrival)}:
            _note(books, "misplaced", number)
        if kind == records.SYNCED:
            books.synced += 1
            if not stored:
                _note(books, "lost", number)
        elif kind == records.UNSENT and not stored:
            continue
        elif kind in records.UNKNOWN or (kind == records.FAILED and arrival.stored):
            books.unknown += 1  # a 500 may come after the event was stored
            books.unknown_stored += min(stored, 1)
        elif stored:
            _note(books, "stray", number)


def _note(books: Books, what: str, number: int) -> None:
    setattr(books, what, getattr(books, what) + 1)
    named = books.named.setdefault(what, [])
    if len(named) < NAMED_MAX:
        named.append(number)


def _stamps(part: Part, outcomes: Outcomes) -> tuple[set[str], set[str]]:
    """Give the stamps that must have a call, and those that may have one."""
    sure, perhaps = set(), set()
    for number, arrival in enumerate(part.arrivals()):
        if stamp := stamp_of(arrival):
            kind = outcomes.kind[number]
            if kind == records.SYNCED:
                sure.add(stamp)
            elif kind in (*records.UNKNOWN, records.FAILED):
                perhaps.add(stamp)
    return sure, perhaps


async def _count_calls(
    books: Books, rows: Rows, site: Site, stamps: tuple[set[str], set[str]], calls_before: int | None
) -> None:
    sure, perhaps = stamps
    books.stamps = len(sure)
    known = sorted(sure | perhaps)
    read = await rows.fetch(_CALLS, site.id, known)
    calls = Counter({row["intent_stamp"]: row["copies"] for row in read})
    books.calls = sum(calls.values())
    books.calls_lost = sum(not calls[stamp] for stamp in sure)
    books.calls_doubled = sum(calls[stamp] > 1 for stamp in known)
    if calls_before is not None:
        all_calls = (await rows.fetch(_ALL_CALLS, site.id))[0]["calls"]
        books.calls_stray = max(0, all_calls - calls_before - books.calls)


_EVENTS = """
SELECT split_part(metadata->>'load_id', '.', 2)::int AS number, session_month::text AS month, count(*)::int AS copies,
       coalesce(pg_get_expr(part.relpartbound, part.oid) = 'DEFAULT', false) AS is_default
FROM events JOIN pg_class part ON part.oid = events.tableoid
WHERE (session_id, session_month) IN (SELECT id, created_month FROM sessions WHERE site_id = %s::uuid)
  AND metadata->>'load_id' LIKE %s AND split_part(metadata->>'load_id', '.', 2)::int %% %s = %s
GROUP BY 1, 2, part.relpartbound, part.oid
"""
_CALLS = """
SELECT intent_stamp, count(*)::int AS copies FROM calls
WHERE site_id = %s::uuid AND intent_stamp = ANY(%s) GROUP BY 1
"""
_ALL_CALLS = "SELECT count(*)::int AS calls FROM calls WHERE site_id = %s::uuid"

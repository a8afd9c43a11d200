"""The account of a visit: every event that was emitted, and what became of it; every intent, and what became of it.

It decides one fate for each, and only where records prove it; what they do not prove is said in a sentence and stays
unexplained. It asks no tracker and no gateway what they think: it has the offers, the browser's word, what arrived,
the storage and the rows, and the clauses' words. There is no *other*.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.judge import carriage, stored_rows
from simulator.judge.attempts import canonical
from simulator.judge.conclusion import Conclusion, conclude
from simulator.judge.emissions import Emissions
from simulator.judge.fates import LOST_DATABASE, STORED
from simulator.judge.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from simulator.judge.attempts import Attempt, Emitted
    from simulator.judge.visit import Visit, Wrote


@dataclass(frozen=True, kw_only=True)
class Fate:
    """One emitted event and what became of it.

    `fate` is a name of `fates.py`, or empty where nothing is proved: then `missing` says what is. `evidence` are the
    numbers of the records that prove it. `attempts` are complete and in order, the first one first; `writes` are
    those that put it into the queue. `copies`: stored beyond the first. `intent_fate` is empty for what is no click.
    """

    fate: str
    evidence: tuple[int, ...]
    missing: str = ""
    category: str = ""
    action: str = ""
    label: str = ""
    tab: str = ""
    page: int = 0
    at_ms: int = 0
    body: str = ""
    seeded: bool = False
    attempts: tuple[Attempt, ...] = ()
    writes: tuple[Wrote, ...] = ()
    rows: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    copies: int = 0
    is_intent: bool = False
    intent_fate: str = ""


@dataclass(frozen=True)
class Account:
    """How many events and intents met each fate, copies beyond one of each event, and what nothing explains."""

    events: Mapping[str, int]
    intents: Mapping[str, int]
    surplus: int
    unexplained: tuple[str, ...]
    fates: tuple[Fate, ...] = field(repr=False, default=())

    @property
    def emitted(self) -> int:
        """How many events were emitted, those without a proven fate among them."""
        return len(self.fates)

    @property
    def clicks(self) -> int:
        """How many of them were intents."""
        return sum(fate.is_intent for fate in self.fates)

    def differences(self, events: Mapping[str, int], intents: Mapping[str, int], surplus: int) -> tuple[str, ...]:
        """Say how it differs from what was expected, a sentence each; unexplained is never expected."""
        found = _differ("events", events, self.events) + _differ("intents", intents, self.intents)
        if surplus != self.surplus:
            found.append(f"expected {counted(surplus, 'copy', 'copies')} too many; came {self.surplus}")
        return (*found, *(f"unexplained: {sentence}" for sentence in self.unexplained))


def account(visit: Visit) -> Account:
    """Read a visit's history and close its account."""
    told = Emissions(visit)
    problems = told.problems
    problems += carriage.carry(visit, told.attempts, lambda page: page in told.pages.left)
    problems += carriage.arrive(visit, told.attempts)
    if visit.read:
        problems += stored_rows.store(told.events, visit.read)
    calls, strays = stored_rows.call(told.events, visit.read) if visit.read else ({}, [])
    problems += strays
    ended = [conclude(event, told, visit.read) for event in told.events]
    fates = [
        _fate(event, conclusion, calls.get(at, []))
        for at, (event, conclusion) in enumerate(zip(told.events, ended, strict=True))
        if event.counts
    ]
    missing = [one.missing for one in fates if one.missing]
    surplus = _surplus(told.events)
    return Account(_count(fates, "fate"), _count(fates, "intent_fate"), surplus, (*missing, *problems), tuple(fates))


def _fate(event: Emitted, conclusion: Conclusion, calls: Sequence[Mapping[str, Any]]) -> Fate:
    values, rows = event.values, [row for _, row in sorted(event.rows.items())]
    is_intent = bool(stored_rows.action_of(values))
    return Fate(
        fate=conclusion.fate,
        evidence=tuple(sorted(set(conclusion.evidence))),
        missing=conclusion.missing,
        category="interaction" if event.threw else _text(values.get("ec")),
        action="view" if event.threw else _text(values.get("ea")),
        label=_text(values.get("el")),
        tab=event.tab,
        page=event.page,
        at_ms=event.at_ms,
        body=event.body,
        seeded=event.seeded,
        attempts=tuple(event.attempts),
        writes=tuple(event.writes),
        rows=tuple(str(row.get("id")) for row in rows),
        partitions=tuple(str(row.get("partition", "")) for row in rows),
        calls=tuple(str(row.get("id")) for row in calls),
        copies=max(0, len(rows) - 1),
        is_intent=is_intent,
        intent_fate=_intent_fate(conclusion.fate, calls) if is_intent else "",
    )


def _intent_fate(fate: str, calls: Sequence[Mapping[str, Any]]) -> str:
    """An intent fares as its event does, unless the event was stored and its call was not."""
    return LOST_DATABASE if fate == STORED and not calls else fate


def _surplus(events: Sequence[Emitted]) -> int:
    """Count rows beyond one an event; events of equal bodies stand for each other."""
    rows: Counter[str] = Counter()
    emitted: dict[str, int] = defaultdict(int)
    for event in events:
        if event.counts:
            rows[canonical(event.body)] += len(event.rows)
            emitted[canonical(event.body)] += 1
    return sum(max(0, rows[body] - number) for body, number in emitted.items())


def _count(fates: Sequence[Fate], name: str) -> dict[str, int]:
    counted = Counter(getattr(fate, name) for fate in fates)
    return {fate: number for fate, number in sorted(counted.items()) if fate}


def _differ(what: str, expected: Mapping[str, int], came: Mapping[str, int]) -> list[str]:
    return [
        f"expected {expected.get(fate, 0)} {what} {fate}; came {came.get(fate, 0)}"
        for fate in sorted({*expected, *came})
        if expected.get(fate, 0) != came.get(fate, 0)
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)

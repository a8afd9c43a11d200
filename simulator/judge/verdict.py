"""From what checks ended with to what a clause is. Pure: values in, values out.

The levels of SPEC.md are what this file says in code; what a run exits with is for `ending.py`. It knows no target and
no report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simulator.judge.check import Check, Measurement, NotObservable, NotShown, Shown
from simulator.judge.expect import Deviation
from simulator.judge.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.judge.spec import Clause, Level

CheckVerdict = Literal["valid", "invalid", "unknown", "not observable", "shown", "not shown"]
ClauseVerdict = Literal[
    "valid", "invalid", "deviates", "unknown", "not observable", "shown", "not shown", "not judged yet"
]

# Of several checks of one clause the first of these that occurs is the clause's: a half that was not seen is not valid.
WORST_FIRST: Sequence[CheckVerdict] = ("invalid", "unknown", "not observable", "shown", "not shown", "valid")
JUDGED = frozenset({"valid", "invalid", "shown", "not shown"})

# Where exceptions come from that are sentences.
ROOMS = frozenset({"schema", "reference", "simulator", "browser_tests", "loadtests", "tests"})

VALID, INVALID, USAGE, UNKNOWN = 0, 1, 2, 3


@dataclass(frozen=True)
class Outcome:
    """How one check ended. Texts are for people; `missing` is the capability whose lack kept it from being seen."""

    check: str
    clause: str
    claim: str
    verdict: CheckVerdict
    what: str = ""
    expected: str = ""
    seen: str = ""
    reason: str = ""
    missing: str | None = None
    times: int | None = None
    of: int | None = None
    duration_ms: int = 0


@dataclass(frozen=True)
class ClauseResult:
    """What became of one clause, and the checks it rests on. `room` says who will judge it, where nobody does yet."""

    clause: Clause
    verdict: ClauseVerdict
    outcomes: tuple[Outcome, ...]
    room: str = ""


def ended(check: Check, level: Level, given: Measurement | BaseException | None, duration_ms: int) -> Outcome:
    """Give the outcome of a check that returned or raised `given`."""
    known = {"check": check.name, "clause": check.clause, "claim": check.claim, "duration_ms": duration_ms}
    if isinstance(given, NotObservable):
        return Outcome(**known, verdict="not observable", reason=str(given), missing=given.missing)
    if isinstance(given, Deviation) and level != "HAZ":
        said = {"what": given.what, "expected": in_words(given.expected), "seen": in_words(given.seen)}
        return Outcome(**known, verdict="invalid", **said)
    if isinstance(given, BaseException):
        return Outcome(**known, verdict="unknown", reason=_crash(given))
    return _measured(known, level, given)


def clause_result(clause: Clause, outcomes: Iterable[Outcome], room: str = "") -> ClauseResult:
    """Give a clause the worst verdict of its checks; below MUST an invalid one only *deviates*."""
    taken = tuple(outcomes)
    if not taken:
        return ClauseResult(clause, "not judged yet", (), room)
    worst = next(verdict for verdict in WORST_FIRST if any(one.verdict == verdict for one in taken))
    if worst == "invalid" and clause.level in ("SHOULD", "MAY"):
        return ClauseResult(clause, "deviates", taken)
    return ClauseResult(clause, worst, taken)


def _measured(known: dict[str, object], level: Level, given: Measurement | None) -> Outcome:
    if level == "HAZ" and given is None:
        return Outcome(**known, verdict="unknown", reason="a hazard's check must return Shown or NotShown")
    if level != "HAZ" and given is not None:
        return Outcome(**known, verdict="unknown", reason=f"only a hazard's check may return {type(given).__name__}")
    if isinstance(given, Shown):
        return Outcome(**known, verdict="shown", reason=given.what, times=given.times, of=given.of)
    if isinstance(given, NotShown):
        return Outcome(**known, verdict="not shown", reason=given.what, times=0, of=given.of)
    return Outcome(**known, verdict="valid")


def _crash(error: BaseException) -> str:
    """Say what went wrong; whose name it has is said of what is not an error of ours, which says all in its text."""
    text, name = " ".join(str(error).split()), type(error).__name__
    ours = type(error).__module__.partition(".")[0] in ROOMS
    return text if text and ours else f"{name}: {text}" if text else name

"""What a run exits with, and why in a sentence: from the clauses' verdicts and from what was asked. Pure.

The exits of README.md are what this file says in code. It knows no target and no report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.judge.verdict import INVALID, JUDGED, UNKNOWN, VALID
from simulator.judge.wording import counted, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from simulator.judge.verdict import ClauseResult, Outcome


@dataclass(frozen=True)
class Ending:
    """The exit code, and what led to it."""

    code: int
    reason: str


@dataclass(frozen=True)
class Demands:
    """What is asked of a run beyond verdicts.

    `required`: capabilities of --require; `lacking`: those of them that this target does not offer at all, each with
    the reason. `require_judged`: percent of MUST. `named`: for each --clause or --sector, the ids it named; one that
    names nothing observable could not be answered. `excused`: ids that are broken and known to be. `gone`: ids that
    are known to be broken and hold.
    """

    strict: bool = False
    required: Collection[str] = ()
    lacking: Mapping[str, str] | None = None
    require_judged: int | None = None
    named: Sequence[Sequence[str]] = ()
    excused: Collection[str] = ()
    gone: Sequence[str] = ()


def ending(results: Sequence[ClauseResult], demands: Demands) -> Ending:
    """Give what a run exits with: wrong beats unknown beats right."""
    if demands.gone:
        again = f"{listed(demands.gone)} hold{'s' * (len(demands.gone) == 1)} again; take it out of the baseline"
        return Ending(INVALID, f"the baseline no longer holds: {again}")
    open_to_blame = [result for result in results if result.clause.id not in demands.excused]
    broken = [one.clause.id for one in open_to_blame if one.verdict == "invalid"]
    deviating = [one.clause.id for one in open_to_blame if one.verdict == "deviates"]
    if broken or (demands.strict and deviating):
        return Ending(INVALID, f"the target is wrong: {_wrong(broken, deviating, strict=demands.strict)}")
    doubts = list(_doubts(results, open_to_blame, demands))
    if doubts:
        return Ending(UNKNOWN, f"the harness could not tell: {'; '.join(doubts)}")
    known = f"; {counted(len(demands.excused), 'known deviation')} of the baseline" if demands.excused else ""
    below = f"; {counted(len(deviating), 'clause deviates', 'clauses deviate')} below MUST" if deviating else ""
    return Ending(VALID, f"nothing in force is broken{below}{known}")


def must_judged(results: Sequence[ClauseResult]) -> tuple[int, int]:
    """Count the MUST clauses that were judged, and all of them that were asked for."""
    must = [one for one in results if one.clause.level == "MUST"]
    return sum(one.verdict in JUDGED for one in must), len(must)


def _wrong(broken: Sequence[str], deviating: Sequence[str], *, strict: bool) -> str:
    parts = [f"{counted(len(broken), 'MUST clause')} broken ({listed(broken)})"] if broken else []
    if strict and deviating:
        told = f"{counted(len(deviating), 'clause')} below MUST broken, which --strict counts"
        parts.append(f"{told} ({listed(deviating)})")
    return "; ".join(parts)


def _doubts(results: Sequence[ClauseResult], open_to_blame: Sequence[ClauseResult], demands: Demands) -> Iterator[str]:
    outcomes = [outcome for result in results for outcome in result.outcomes]
    unknown = [one.clause.id for one in open_to_blame if one.verdict == "unknown"]
    if unknown:
        yield f"{counted(len(unknown), 'clause')} ended unknown ({listed(unknown)})"
    if not any(one.verdict in JUDGED for one in outcomes):
        yield "nothing was judged"
    for name in demands.required:
        if why := _lack(name, outcomes, demands.lacking or {}):
            yield f"--require {name}: {why}"
    for ids in demands.named:
        if _unseen(results, ids):
            asked = ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
            yield f"nothing of {asked}, which was asked for by name, can be seen here"
    yield from _too_few(results, demands.require_judged)


def _lack(name: str, outcomes: Sequence[Outcome], lacking: Mapping[str, str]) -> str:
    if name in lacking:
        return lacking[name]
    missed = [one for one in outcomes if one.verdict == "not observable" and one.missing == name]
    return (missed[0].reason or "this target does not offer it") if missed else ""


def _too_few(results: Sequence[ClauseResult], percent: int | None) -> Iterator[str]:
    judged, of = must_judged(results)
    if not percent:
        return
    if of == 0:
        yield f"--require-judged {percent}: no MUST clause was asked for"
    elif judged * 100 < percent * of:
        # Rounded down: 99.9 is not 100.
        came = f"{judged} of {counted(of, 'MUST clause')} judged, {judged * 100 // of} percent"
        yield f"--require-judged {percent}: {came}"


def _unseen(results: Sequence[ClauseResult], ids: Sequence[str]) -> bool:
    verdicts = {result.verdict for result in results if result.clause.id in ids}
    return verdicts <= {"not observable", "not judged yet"}

"""The spine of a run, top to bottom: open the target, run the checks, judge the clauses, say so in events.

It decides the order. Everything it tells goes through the stream of events; it prints nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from simulator.judge.opening import Opening, open_bench
from simulator.judge.runner import Run
from simulator.judge.verdict import ClauseResult, Outcome, clause_result, exit_code

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from simulator.judge.selection import Selection

# A target that cannot tell clients apart makes everybody wait for the same window.
PATIENCE_SHARED = 20.0


@dataclass(frozen=True)
class Judgement:
    """What a run came to."""

    results: tuple[ClauseResult, ...]
    outcomes: tuple[Outcome, ...]
    exit_code: int
    interrupted: bool


@dataclass(frozen=True)
class Terms:
    """What is asked of a run besides its target: contract.md, *Verdicts and exits*."""

    selection: Selection
    unjudged: Mapping[str, str]
    seed: int
    now_ms: Callable[[], int]
    strict: bool = False
    required: Collection[str] = ()


async def judge(opening: Opening, terms: Terms) -> Judgement:
    """Judge one target. What keeps it from being judged at all is raised, with an `exit_code`."""
    began = terms.now_ms()
    async with open_bench(opening) as bench:
        levels = {clause.id: clause.level for clause in terms.selection.clauses}
        patience = PATIENCE_SHARED if bench.wire.addressing == "shared" else 1.0
        run = Run(bench, levels, terms.seed, terms.now_ms, opening.tell, patience=patience)
        outcomes, interrupted = await run.all(terms.selection.checks)
        lacking = [name for name in terms.required if name == "browser" or not bench.offers(name)]
    results = clause_results(terms, outcomes)
    code = _exit(terms, results, lacking)
    _tell(opening.tell, results, code, interrupted=interrupted, duration_ms=terms.now_ms() - began)
    return Judgement(results, tuple(outcomes), code, interrupted)


def clause_results(terms: Terms, outcomes: Collection[Outcome]) -> tuple[ClauseResult, ...]:
    """Give every selected clause its verdict, in the spec's order."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.clause, []).append(outcome)
    return tuple(
        clause_result(clause, found.get(clause.id, ()), terms.unjudged.get(clause.id, "nobody"))
        for clause in terms.selection.clauses
    )


def _exit(terms: Terms, results: tuple[ClauseResult, ...], lacking: list[str]) -> int:
    named = terms.selection.named
    return exit_code(results, strict=terms.strict, required=terms.required, lacking=lacking, named=named)


def _tell(
    tell: Callable[..., None], results: tuple[ClauseResult, ...], code: int, *, interrupted: bool, duration_ms: int
) -> None:
    for result in results:
        tell(
            "clause_judged",
            **asdict(result.clause),
            verdict=result.verdict,
            room=result.room,
            checks=[asdict(outcome) for outcome in result.outcomes],
        )
    counts = Counter(result.verdict for result in results)
    tell("run_finished", exit_code=code, interrupted=interrupted, duration_ms=duration_ms, counts=counts)

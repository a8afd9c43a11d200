"""The spine of a run, top to bottom: open the target, run the checks, judge the clauses, say so in events.

It decides the order. Everything it tells goes through the stream of events; it prints nothing.
"""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from simulator.judge.baseline import Compared, Known, compare
from simulator.judge.browser import OPENERS, BrowserMissing, Wanted
from simulator.judge.ending import Demands, Ending, ending
from simulator.judge.opening import Opening, open_bench
from simulator.judge.runner import Run
from simulator.judge.selection import shuffled, smoke
from simulator.judge.verdict import ClauseResult, Outcome, clause_result

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping

    from simulator.judge.bench import Bench
    from simulator.judge.check import Check
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
    """What is asked of a run besides its target.

    `require_judged` is percent of MUST. `order` shuffles the checks. `baseline` holds the known deviations by clause
    (None: nothing is known).
    """

    selection: Selection
    unjudged: Mapping[str, str]
    seed: int
    now_ms: Callable[[], int]
    strict: bool = False
    required: Collection[str] = ()
    require_judged: int | None = None
    order: int | None = None
    baseline: Mapping[str, Known] | None = None


async def judge(opening: Opening, terms: Terms) -> Judgement:
    """Judge one target. What keeps it from being judged at all is raised, with an `exit_code`."""
    began = terms.now_ms()
    async with open_bench(opening) as plain, _with_browser(opening, terms, plain) as bench:
        levels = {clause.id: clause.level for clause in terms.selection.clauses}
        speed = bench.speed
        run = Run(
            bench,
            levels,
            terms.seed,
            terms.now_ms,
            opening.tell,
            overlap=speed.overlap,
            overlap_filling=speed.filling,
            patience=PATIENCE_SHARED if bench.wire.addressing == "shared" else speed.patience,
        )
        outcomes, interrupted = await run.all(_in_order(terms, bench))
        lacking = {name: bench.why_not(name) for name in terms.required if not bench.offers(name)}
    results = clause_results(terms, outcomes)
    compared = compare(results, terms.baseline, strict=terms.strict) if terms.baseline is not None else None
    end = _ending(terms, results, lacking, compared)
    if compared:
        _tell_baseline(opening.tell, terms.baseline or {}, compared)
    _tell_clauses(opening.tell, results)
    counts = Counter(result.verdict for result in results)
    ended = {"exit_code": end.code, "interrupted": interrupted, "duration_ms": terms.now_ms() - began}
    ended["reason"] = "somebody stopped the run before it was done" if interrupted else end.reason
    opening.tell("run_finished", **ended, counts=counts)
    return Judgement(results, tuple(outcomes), end.code, interrupted)


@asynccontextmanager
async def _with_browser(opening: Opening, terms: Terms, bench: Bench) -> AsyncIterator[Bench]:
    """Open a browser where a selected check or --require asks for one; say why where there is none."""
    asked = "browser" in terms.required or any("browser" in one.needs for one in terms.selection.checks)
    if not asked or opening.tracker is None or not OPENERS:
        why = "no tracker: name one with --tracker" if opening.tracker is None else bench.no_browser
        yield replace(bench, no_browser=why)
        return
    wanted = Wanted(
        bench, opening.tracker, opening.directory, opening.new_public_id, opening.now_ms, opening.tell
    )
    opened = OPENERS[0](wanted)
    try:
        browser = await opened.__aenter__()
    except BrowserMissing as missing:
        yield replace(bench, no_browser=str(missing))
        return
    try:
        yield replace(bench, browser=browser)
    finally:
        await opened.__aexit__(None, None, None)


def _in_order(terms: Terms, bench: Bench) -> list[Check]:
    """Give the checks as they are to be begun. Where requests are counted out, a little of everything comes first."""
    checks = shuffled(terms.selection.checks, terms.order)
    if bench.wire.addressing != "shared":
        return checks
    light = {one.name for one in smoke(terms.selection.clauses, checks)}
    return sorted(checks, key=lambda one: one.name not in light)


def clause_results(terms: Terms, outcomes: Collection[Outcome]) -> tuple[ClauseResult, ...]:
    """Give every selected clause its verdict, in the spec's order."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.clause, []).append(outcome)
    return tuple(
        clause_result(clause, found.get(clause.id, ()), terms.unjudged.get(clause.id, "nobody"))
        for clause in terms.selection.clauses
    )


def _ending(
    terms: Terms, results: tuple[ClauseResult, ...], lacking: Mapping[str, str], compared: Compared | None
) -> Ending:
    demands = Demands(
        strict=terms.strict,
        required=terms.required,
        lacking=lacking,
        require_judged=terms.require_judged,
        named=terms.selection.named,
        excused=compared.known if compared else (),
        gone=compared.gone if compared else (),
    )
    return ending(results, demands)


def _tell_baseline(tell: Callable[..., None], baseline: Mapping[str, Known], compared: Compared) -> None:
    lists = {
        name: [asdict(baseline[clause]) for clause in clauses]
        for name, clauses in asdict(compared).items()
        if name != "new"
    }
    tell("baseline_compared", **lists, new=compared.new)


def _tell_clauses(tell: Callable[..., None], results: tuple[ClauseResult, ...]) -> None:
    for result in results:
        tell(
            "clause_judged",
            **asdict(result.clause),
            verdict=result.verdict,
            room=result.room,
            checks=[asdict(outcome) for outcome in result.outcomes],
        )

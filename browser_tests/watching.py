"""`opsmantik browse` from options to exit: a theatre of our own, the scenarios that were named, a page for each.

It decides what is printed of a playing and what a run exits with. How anything is played is `performance.py`.
"""

from __future__ import annotations

import asyncio
import fnmatch
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from browser_tests.checks import in_facts
from browser_tests.engines import find_engine
from browser_tests.opening import ROOT, new_public_id, own_theatre, server, wall_ms
from browser_tests.scenarios import scenarios
from browser_tests.theatre import Terms
from browser_tests.verdicts import claimed, unmet
from simulator.judge import events, trackers
from simulator.report import artefacts, timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from browser_tests.performance import Performance
    from browser_tests.scenario import Scenario
    from simulator.judge.record import Bundled

RUNS = ROOT / "runs"
BUNDLED = ROOT / "tracker" / "ux-core.js"
HELD, BROKEN, UNKNOWN = 0, 1, 3


class NoSuchScenario(Exception):
    """No scenario has such a name."""

    exit_code = 2


@dataclass(frozen=True)
class Options:
    """How scenarios are played, and where they are written down."""

    tracker: str | None = None
    faulty: Bundled | None = None
    engine: str = "chromium"
    headed: bool = False
    slow_ms: int = 0
    pause: bool = False
    repeat: int = 1
    runs: Path = RUNS


def chosen(patterns: Sequence[str]) -> list[Scenario]:
    """Give the scenarios that names or globs stand for; `NoSuchScenario` for one that stands for none."""
    found: dict[str, Scenario] = {}
    for pattern in patterns:
        matching = {name: one for name, one in scenarios().items() if fnmatch.fnmatchcase(name, pattern)}
        if not matching:
            raise NoSuchScenario(f"expected a scenario's name or glob; came: {pattern}; `opsmantik browse` lists them")
        found |= matching
    return list(found.values())


def watch(wanted: Sequence[Scenario], options: Options, console: Console) -> int:
    """Play scenarios and say what came of each; gives the exit code."""
    engine = find_engine(options.engine)
    tracker = _tracker(options)
    directory = events.new_directory(options.runs, wall_ms())
    with ExitStack() as stack:
        stream = events.Stream(directory, wall_ms)
        stack.callback(stream.close)
        stream.tell("browse_started", engine=engine.name, tracker=options.tracker or "ours", directory=str(directory))
        terms = Terms(
            tracker=tracker,
            engine=engine,
            new_public_id=new_public_id,
            wall_ms=wall_ms,
            directory=directory / "browser",
            headed=options.headed,
            slow_ms=options.slow_ms,
            pause=options.pause,
            at_once=1 if options.headed or options.pause else Terms.at_once,
            played=lambda one: _say(one, stream, console),
        )
        postgres = stack.enter_context(server())
        codes = asyncio.run(_play(wanted, options, terms, postgres, directory))
        stream.tell("browse_finished", exit_code=max(codes))
    artefacts.write_timelines(directory)
    console.print(f"timelines  {directory / 'browser' / timeline.INDEX}", soft_wrap=True)
    return BROKEN if BROKEN in codes else max(codes)


def _tracker(options: Options) -> bytes:
    if options.tracker:
        return trackers.read(options.tracker)
    return (options.faulty and options.faulty.tracker) or BUNDLED.read_bytes()


async def _play(
    wanted: Sequence[Scenario], options: Options, terms: Terms, postgres: object, directory: Path
) -> list[int]:
    async with own_theatre(postgres, terms, directory) as theatre:
        playable = [one for one in wanted for _ in range(options.repeat) if terms.engine.name not in one.not_in]
        played = await asyncio.gather(*(theatre.play_all(one) for one in playable))
    return [_code(one) for performances in played for one in performances] or [UNKNOWN]


def _code(performance: Performance) -> int:
    """Exit codes as in `verify`: an act that could not be done tells nothing of the tracker."""
    verdicts = {one["verdict"] for one in claimed(performance.scenario, performance.visit)}
    if unmet([performance.visit]) or "unknown" in verdicts:
        return UNKNOWN
    return BROKEN if "broken" in verdicts or differences(performance) else HELD


def differences(performance: Performance) -> Sequence[str]:
    """Say how a playing's account differs from what its scenario expects."""
    told, expected = performance.account, performance.scenario.account
    if expected is None:
        return [f"unexplained: {sentence}" for sentence in told.unexplained]
    return told.differences(expected.events, expected.intents, expected.surplus)


def _say(performance: Performance, stream: events.Stream, console: Console) -> None:
    stream.tell("scenario_played", **in_facts(performance))
    word = {HELD: "ok", BROKEN: "BROKEN", UNKNOWN: "unknown"}[_code(performance)]
    fates = ", ".join(f"{count} {fate}" for fate, count in performance.account.events.items()) or "no events"
    console.print(f"{word:<8} {performance.scenario.name:<40} {fates}", soft_wrap=True)
    for claim in claimed(performance.scenario, performance.visit):
        if claim["verdict"] not in ("holds", "shown", "not shown"):
            console.print(f"         {claim['clause']} {claim['verdict']}: {claim['text']}", soft_wrap=True)
    for sentence in (*differences(performance), *unmet([performance.visit])):
        console.print(f"         {sentence}", soft_wrap=True)

"""`opsmantik browse` from options to exit: a theatre of our own, the scenarios that were named, a page for each.

It decides what is printed of a playing and what a run exits with. How anything is played is `performance.py`.
"""

from __future__ import annotations

import asyncio
import fnmatch
import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from browser_tests.checks import in_facts
from browser_tests.ending import BROKEN, HELD, UNKNOWN, astray, code_of, surprises
from browser_tests.engines import find_engine, must_be_shown
from browser_tests.opening import ROOT, new_public_id, own_theatre, server, wall_ms
from browser_tests.scenario import NotPlayed
from browser_tests.scenarios import scenarios
from browser_tests.theatre import Terms
from browser_tests.verdicts import unmet
from simulator.judge import events, trackers
from simulator.judge.nearest import nearest
from simulator.report import artefacts, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from browser_tests.opening import Server
    from browser_tests.performance import Performance
    from browser_tests.scenario import Scenario
    from browser_tests.theatre import Theatre
    from simulator.judge.record import Bundled

RUNS = ROOT / "runs"
BUNDLED = ROOT / "tracker" / "ux-core.js"


class NoSuchScenario(Exception):
    """No scenario has such a name."""

    exit_code = 2


@dataclass(frozen=True)
class Options:
    """How scenarios are played, and where they are written down."""

    tracker: str | None = None
    ca: str | None = None
    faulty: Bundled | None = None
    engine: str = "chromium"
    headed: bool = False
    slow_ms: int = 0
    pause: bool = False
    repeat: int = 1
    runs: Path = RUNS


@dataclass(frozen=True)
class Outcome:
    """How one playing ended: the scenario's name, the exit code it asks for, and its events by fate."""

    name: str
    code: int
    fates: Mapping[str, int]


def chosen(patterns: Sequence[str]) -> list[Scenario]:
    """Give the scenarios that names or globs stand for; `NoSuchScenario` for one that stands for none."""
    found: dict[str, Scenario] = {}
    for pattern in patterns:
        matching = {name: one for name, one in scenarios().items() if fnmatch.fnmatchcase(name, pattern)}
        if not matching:
            came = f"{pattern}{nearest(pattern, scenarios())}"
            raise NoSuchScenario(f"expected a scenario's name or glob; came: {came}; `opsmantik browse` lists them")
        found |= matching
    return list(found.values())


def watch(wanted: Sequence[Scenario], options: Options, console: Console) -> int:
    """Play scenarios and say what came of each; gives the exit code."""
    return exit_code(outcomes(wanted, options, tracker_of(options), console))


def exit_code(found: Sequence[Outcome]) -> int:
    """Give the exit code of all playings: a tracker that is wrong is told before what nobody knows."""
    codes = [one.code for one in found] or [UNKNOWN]
    return BROKEN if BROKEN in codes else max(codes)


def outcomes(wanted: Sequence[Scenario], options: Options, tracker: bytes, console: Console) -> list[Outcome]:
    """Play scenarios and say what came of each, and at the end of all."""
    engine = find_engine(options.engine)
    if options.headed:
        must_be_shown()
    directory = events.new_directory(options.runs, wall_ms())
    with ExitStack() as stack:
        stream = events.Stream(directory, wall_ms)
        stack.callback(stream.close)
        stream.tell("browse_started", engine=engine.name, tracker=options.tracker, directory=str(directory))
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
            played=lambda one: _say(one, engine.name, stream, console, failures_only=options.repeat > 1),
        )
        postgres = stack.enter_context(server())
        try:
            found, unplayed = asyncio.run(_play(wanted, options, terms, postgres, directory))
        except BaseExceptionGroup as several:  # each scenario met it: one is told
            raise first_of(several) from several
        stream.tell("browse_finished", exit_code=exit_code(found))
    artefacts.write_timelines(directory)
    counts = Counter(one.code for one in found)
    ends = f"{counts[HELD]} ok, {counts[BROKEN]} broken, {counts[UNKNOWN]} unknown"
    if unplayed:
        console.print(f"{len(unplayed)} not played: {unplayed[0]}", soft_wrap=True)
    console.print(f"{len(found)} playing{'s' * (len(found) != 1)}: {ends}")
    console.print(f"timelines  {directory / 'browser' / timeline.INDEX}", soft_wrap=True)
    return found


def first_of(several: BaseExceptionGroup) -> BaseException:
    """Give the error that a group stands for: one that can be said in a sentence, if there is one."""
    flat = [first_of(one) if isinstance(one, BaseExceptionGroup) else one for one in several.exceptions]
    return next((one for one in flat if hasattr(one, "exit_code")), flat[0])


def tracker_of(options: Options) -> bytes:
    """Give the tracker that is played: a named one, the gallery's, or ours."""
    if options.tracker:
        return trackers.read(options.tracker, options.ca)
    return (options.faulty and options.faulty.tracker) or BUNDLED.read_bytes()


async def _play(
    wanted: Sequence[Scenario], options: Options, terms: Terms, postgres: Server, directory: Path
) -> tuple[list[Outcome], list[str]]:
    """Play each as often as it wants to be, or, where all are repeated, once a round, each round in a new theatre.

    Gives how they ended, and of each playing that was left out why.
    """
    playable = [one for one in wanted if terms.engine.name not in one.not_in]
    found: list[Outcome] = []
    unplayed: list[str] = []

    async def play(theatre: Theatre, scenario: Scenario, playing: int) -> None:
        try:
            found.append(outcome_of(await theatre.play(scenario, playing), terms.engine.name))
        except NotPlayed as cause:
            unplayed.append(str(cause))

    for round_ in range(options.repeat):
        # A browser of its own: what one keeps of a thousand visitors makes it slow, and slowness is not what is asked.
        async with own_theatre(postgres, terms, directory) as theatre, asyncio.TaskGroup() as group:
            for one in playable:
                for playing in range(one.repetitions) if options.repeat == 1 else (round_,):
                    group.create_task(play(theatre, one, playing))
    return found, unplayed


def outcome_of(performance: Performance, engine: str) -> Outcome:
    """Say how a playing ended."""
    return Outcome(performance.scenario.name, code_of(performance, engine), performance.account.events)


def _say(
    performance: Performance, engine: str, stream: events.Stream, console: Console, *, failures_only: bool
) -> None:
    stream.tell("scenario_played", **in_facts(performance))
    code = code_of(performance, engine)
    if failures_only and code == HELD:
        # Of thousands of playings those are kept that somebody will want to look at.
        shutil.rmtree(performance.directory, ignore_errors=True)
        return
    word = {HELD: "ok", BROKEN: "BROKEN", UNKNOWN: "unknown"}[code]
    fates = ", ".join(f"{count} {fate}" for fate, count in performance.account.events.items()) or "no events"
    console.print(f"{word:<8} {performance.scenario.name:<40} {fates}", soft_wrap=True)
    for claim in surprises(performance, engine):
        console.print(f"         {claim['clause']} {claim['verdict']}: {claim['text']}", soft_wrap=True)
    for sentence in (*astray(performance, engine), *unmet([performance.visit])):
        console.print(f"         {sentence}", soft_wrap=True)

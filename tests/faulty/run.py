"""`opsmantik faults run`, top to bottom: one Postgres, the healthy build and every fault on it, what each came to.

Decides what is shared (the server, the healthy template, this process; for faulty trackers a gateway and a browser,
too) and what is not (any other build's gateway, the database). It must not know how a kill is drawn: `matrix.py`. Time,
chance and the environment come in as a `World`.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import browser_tests.checks
import tests.conformance
from schema import databases
from schema.postgres import provide
from simulator.judge import events
from simulator.judge.check import REGISTRY
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.judging import Terms, judge
from simulator.judge.opening import Opening
from simulator.judge.record import TargetRecord
from simulator.judge.spec import read as read_spec
from simulator.judge.variant import Databases
from simulator.verify import FRONT_DOOR, RUNS, SPEC, TRACKER, version
from tests.faulty.playhouse import Playhouse, open_playhouse
from tests.faulty.trial import (
    Trial,
    all_that_accuses,
    cured_and_accusing,
    declared_alone,
    declared_and_smoke,
    everything,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from simulator.judge.selection import Selection
    from simulator.judge.spec import Spec
    from simulator.judge.verdict import ClauseResult
    from simulator.verify import World
    from tests.faulty.fault import Fault

assert tests.conformance
assert browser_tests.checks
LANES = 2
# declared: only what a value names; smoke: that, a smoke of the others, and the healthy build; full: all checks on all.
Scope = Literal["declared", "smoke", "full"]


@dataclass(frozen=True)
class GalleryOptions:
    """What is run. `scope`: how much of each build is judged; `lanes`: how many builds at a time."""

    seed: int
    scope: Scope = "smoke"
    lanes: int = LANES
    source: str = "embedded"
    runs: Path = RUNS


@dataclass(frozen=True)
class Gallery:
    """A run: where it is written, on which server, and whom it tells."""

    options: GalleryOptions
    world: World
    spec: Spec
    directory: Path
    admin_dsn: str
    healthy_template: str
    stream: events.Stream
    templates: asyncio.Lock
    leased: str = ""

    def selection(self, fault: Fault | None) -> Selection:
        """Choose the checks of one build."""
        checks = REGISTRY.values()
        if self.options.scope == "full":
            return everything(self.spec, checks, fault)
        if fault is None:
            return all_that_accuses(self.spec, checks)
        if self.options.scope == "declared":
            return declared_alone(self.spec, checks, fault)
        return (cured_and_accusing if fault.is_cure else declared_and_smoke)(self.spec, checks, fault)


def run(
    builds: Sequence[Fault | None], options: GalleryOptions, world: World, listen: Callable[[events.Event], None]
) -> tuple[list[Trial], Path]:
    """Try these builds, None being the healthy one; gives what became of each, and the run's directory."""
    directory = events.new_directory(options.runs, world.now_ms())
    with ExitStack() as stack:
        stream = events.Stream(directory, world.now_ms)
        stack.callback(stream.close)
        stream.listen(listen)
        server = stack.enter_context(provide(options.source))
        leased = stack.enter_context(databases.lease(server.admin_dsn))
        template = databases.make_template(server.admin_dsn, leased=leased)
        stack.callback(databases.drop, server.admin_dsn, template)
        gallery = Gallery(
            options, world, read_spec(SPEC), directory, server.admin_dsn, template, stream, asyncio.Lock(), leased
        )
        stream.tell("gallery_started", **_head(gallery, builds, server.described))
        began = world.now_ms()
        trials = asyncio.run(try_all(gallery, builds))
        wrong = sum(bool(one.wrong) for one in trials)
        stream.tell("gallery_finished", duration_ms=world.now_ms() - began, wrong=wrong)
    return trials, directory


async def try_all(gallery: Gallery, builds: Sequence[Fault | None]) -> list[Trial]:
    """Try each; those that take longest first, so that the lanes end together."""
    trials: dict[int, Trial] = {}
    lanes = asyncio.Semaphore(gallery.options.lanes)

    async def within(place: int, house: Playhouse | None) -> None:
        async with lanes:
            trials[place] = await _tried(gallery, builds[place], house)
        gallery.stream.tell("fault_judged", number=len(trials), total=len(builds), **_told(trials[place]))

    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(_playhouse(gallery)) if any(map(_is_tracker, builds)) else None
        async with asyncio.TaskGroup() as group:
            for place in sorted(range(len(builds)), key=lambda place: -len(gallery.selection(builds[place]).checks)):
                group.create_task(within(place, house if _is_tracker(builds[place]) else None))
    return [trials[place] for place in sorted(trials)]


def _is_tracker(build: Fault | None) -> bool:
    """Whether the gateway of this build is ours as it is."""
    return build is not None and build.is_tracker


@asynccontextmanager
async def _playhouse(gallery: Gallery) -> AsyncIterator[Playhouse]:
    """Open what the faulty trackers share."""
    dsn = await asyncio.to_thread(databases.clone, gallery.admin_dsn, gallery.healthy_template)
    try:
        async with open_playhouse(_opening(gallery, None, dsn, gallery.healthy_template, "trackers")) as house:
            yield house
    finally:
        await asyncio.to_thread(databases.drop, gallery.admin_dsn, dsn)


async def _tried(gallery: Gallery, fault: Fault | None, house: Playhouse | None) -> Trial:
    """Judge one build. What keeps it from being judged is its failure, and no kill."""
    began = gallery.world.now_ms()
    try:
        terms = Terms(gallery.selection(fault), {}, gallery.options.seed, gallery.world.now_ms)
        if fault and house:
            results = await house.judged(fault.faulty_tracker, terms)
        else:
            results = await _judged(gallery, fault, terms)
    except Exception as error:  # noqa: BLE001 - one build's end must not be the others'
        failure = f"could not be judged: {type(error).__name__}: {' '.join(str(error).split())}"
        return Trial(fault, (), gallery.world.now_ms() - began, failure)
    return Trial(fault, results, gallery.world.now_ms() - began)


async def _judged(gallery: Gallery, fault: Fault | None, terms: Terms) -> tuple[ClauseResult, ...]:
    """Judge one build on a gateway and a database of its own."""
    own = await _template(gallery, fault)
    template = own or gallery.healthy_template
    dsn = await asyncio.to_thread(databases.clone, gallery.admin_dsn, template)
    try:
        judgement = await judge(_opening(gallery, fault, dsn, template, fault.name if fault else "healthy"), terms)
    finally:
        for made in filter(None, (dsn, own)):
            await asyncio.to_thread(databases.drop, gallery.admin_dsn, made)
    if judgement.interrupted:
        raise asyncio.CancelledError
    return judgement.results


async def _template(gallery: Gallery, fault: Fault | None) -> str | None:
    """Make the template of a fault of the schema: the only moment at which this process itself is faulty."""
    if fault is None or not fault.changes_the_schema:
        return None

    def make() -> str:
        with fault.installed():
            return databases.make_template(gallery.admin_dsn, leased=gallery.leased)

    async with gallery.templates:
        return await asyncio.to_thread(make)


def _opening(gallery: Gallery, fault: Fault | None, dsn: str, template: str, name: str) -> Opening:
    directory = gallery.directory / name
    directory.mkdir()
    world = gallery.world
    arguments = ("--faulty", fault.name) if fault else ()
    return Opening(
        record=TargetRecord(),
        bundled=GatewayCommand.bundled(FRONT_DOOR, world.environment, arguments),
        dsn=dsn,
        databases=Databases(gallery.admin_dsn, template),
        directory=directory,
        history=History(None, world.now_ms),
        first_address=world.first_address,
        new_public_id=world.new_public_id,
        now_ms=world.now_ms,
        tell=_nobody,
        tracker=TRACKER.read_bytes(),
    )


def _nobody(_kind: str, /, **_facts: object) -> None:
    """A hundred runs in one: of each only its end is told."""


def _head(gallery: Gallery, builds: Sequence[Fault | None], postgres: str) -> dict[str, object]:
    return {
        "seed": gallery.options.seed,
        "scope": gallery.options.scope,
        "version": version(),
        "spec_sha256": gallery.spec.sha256,
        "directory": str(gallery.directory),
        "postgres": postgres,
        "builds": len(builds),
        "lanes": gallery.options.lanes,
    }


def _told(trial: Trial) -> dict[str, object]:
    return {
        "name": trial.name,
        "vice": trial.fault.vice if trial.fault else "",
        "declared": trial.declared,
        "must_be_clean": trial.must_be_clean,
        "verdicts": trial.verdicts,
        "wrong": trial.wrong,
        "duration_ms": trial.duration_ms,
    }

"""A run that measures and judges nothing: run directory, Postgres, target, one piece of work, everything put away.

It decides the order, and what the first lines say. What is measured, and what comes of it, is the verb's.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import secrets
import time
import uuid
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rich.text import Text

from simulator import verify
from simulator.judge import events
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.opening import open_bench
from simulator.permission import may_load
from simulator.report.words import left_behind, plain
from simulator.seeds import claimed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from rich.console import Console

    from simulator.judge.bench import Bench
    from simulator.judge.opening import Opening
    from simulator.judge.record import Bundled, TargetRecord
    from simulator.judge.variant import Databases

Found = TypeVar("Found")
SEED_BITS = 32


@dataclass(frozen=True)
class MeasureOptions:
    """What is measured (`verb`) and how. `seed`: None draws one. `may_load`: somebody said so of the target."""

    verb: str
    seed: int | None = None
    keep: bool = False
    may_load: bool = False
    runs: Path = verify.RUNS


@dataclass(frozen=True)
class Place:
    """Where a run is written, whom it tells, where databases of our own can be made (None: nowhere), and its seed."""

    directory: Path
    stream: events.Stream
    databases: Databases | None
    seed: int


@dataclass(frozen=True)
class Measured(Generic[Found]):
    """What came of a run: the verb's own finding, and the head that every artefact of it carries."""

    found: Found
    head: dict[str, Any]
    directory: Path


def real_world(bundled: Bundled) -> verify.World:
    """Give the machine's clock, chance and environment: for command lines only."""
    return verify.World(
        now_ms=lambda: time.time_ns() // 1_000_000,
        new_public_id=lambda: str(uuid.uuid4()),
        first_address=secrets.randbits(32),
        environment=dict(os.environ),
        new_seed=lambda: secrets.randbits(SEED_BITS),
        bundled=bundled,
    )


def measure(
    record: TargetRecord,
    options: MeasureOptions,
    world: verify.World,
    console: Console,
    work: Callable[[Bench, int], Awaitable[Found]],
) -> Measured[Found]:
    """Open a target, do the work on it with the run's seed, put everything away. Errors have an `exit_code`."""
    return measure_in(record, options, world, console, lambda bench, place: work(bench, place.seed))


def measure_in(
    record: TargetRecord,
    options: MeasureOptions,
    world: verify.World,
    console: Console,
    work: Callable[[Bench, Place], Awaitable[Found]],
) -> Measured[Found]:
    """Do the same for work that has events of its own. A record that says so has ours started without controls."""
    may_load(record.gateway, said=options.may_load)
    directory = events.new_directory(options.runs, world.now_ms())
    with ExitStack() as stack:
        stream = events.Stream(directory, world.now_ms)
        stack.callback(stream.close)
        stream.listen(lambda event: _said(event, console))
        prepared = stack.enter_context(verify.database_of(record))
        seed = stack.enter_context(claimed(prepared.shared_dsn, options.verb, options.seed, world.new_seed))
        head = _head(record, replace(options, seed=seed), world, prepared.described, directory)
        stream.tell("measuring_started", **head)
        history = stack.enter_context(closing(History(directory / "history.jsonl", world.now_ms)))
        opening = verify.opening_of(record, world, prepared, stream=stream, history=history, directory=directory)
        opening = replace(opening, bundled=_bundled(record, world), keep=options.keep, runs=options.runs)
        place = Place(directory, stream, prepared.databases, seed)
        found = _run(opening, lambda bench: work(bench, place))
        stream.tell("measuring_finished")
    return Measured(found, head, directory)


def _run(opening: Opening, work: Callable[[Bench], Awaitable[Found]]) -> Found:
    async def worked() -> Found:
        async with open_bench(opening) as bench:
            bench.wire.pace = None  # who measures a limit does not keep below it
            return await work(bench)

    try:
        return asyncio.run(worked())
    except asyncio.CancelledError as stopped:
        raise KeyboardInterrupt from stopped


def _bundled(record: TargetRecord, world: verify.World) -> GatewayCommand:
    command = GatewayCommand.bundled(verify.FRONT_DOOR, world.environment, world.bundled.arguments)
    if record.controls is not False:
        return command
    return replace(command, arguments=tuple(part for part in command.arguments if part != "--controls"))


def _head(
    record: TargetRecord, options: MeasureOptions, world: verify.World, postgres: str, directory: Path
) -> dict[str, Any]:
    return {
        "verb": options.verb,
        "seed": options.seed,
        "version": verify.version(),
        "spec_sha256": verify.read_spec(verify.SPEC).sha256,
        "target": verify.described(record, world.bundled),
        "postgres": postgres,
        "directory": str(directory),
    }


def _said(event: events.Event, console: Console) -> None:
    match event["event"]:
        case "measuring_started":
            first = f"opsmantik {event['verb']}  seed {event['seed']}  version {event['version']}"
            lines = [f"{first}  spec {event['spec_sha256'][:16]}", f"target  {event['target']['gateway']}"]
            lines += [f"rows    {event['postgres']}", f"run     {event['directory']}"]
        case "target_found":
            lines = [f"found   {event['line']}"]
        case "left_behind":
            atexit.register(_print, console, left_behind(event))  # the last lines, after all that the verb has to say
            return
        case _:
            return
    for line in lines:
        _print(console, line)


def _print(console: Console, line: str) -> None:
    console.print(Text(plain(line)), soft_wrap=True, highlight=False)

"""One `opsmantik chaos`: its run directory, what it says first, Ctrl-C, and what its end means."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from loadtests.chaos import report
from loadtests.chaos.run import ChaosOptions, Stage, Struck, strike_all
from simulator import verify
from simulator.judge import events
from simulator.judge.gateway_process import GatewayCommand
from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from loadtests.chaos.faults import Fault

OK, WRONG, UNKNOWN = 0, 1, 3


@dataclass(frozen=True)
class Session:
    """What came of it."""

    found: Sequence[Struck]
    directory: Path

    @property
    def exit_code(self) -> int:
        """1 if something is wrong, 3 if some fault was never struck while enough was under way, else 0."""
        if any(one.wrong for one in self.found):
            return WRONG
        return OK if all(one.counted for one in self.found) else UNKNOWN


def run(
    faults: Sequence[Fault],
    options: ChaosOptions,
    world: verify.World,
    console: Console,
    runs: Path = verify.RUNS,
) -> Session:
    """Strike the faults in a run directory of their own, and write the reports."""
    directory = events.new_directory(runs, world.now_ms())
    with ExitStack() as stack:
        stream = events.Stream(directory, world.now_ms)
        stack.callback(stream.close)
        stream.listen(lambda event: _said(event, console))
        command = GatewayCommand.bundled(verify.FRONT_DOOR, world.environment, world.bundled.arguments)
        head = _head(faults, options, world, directory)
        stream.tell("chaos_started", **head)
        work = strike_all(faults, options, command, world.new_public_id(), Stage(directory, world.now_ms, stream.tell))
        found = _to_the_end(work)
        report.write(found, head, directory)
        done = Session(found, directory)
        stream.tell("chaos_finished", exit_code=done.exit_code)
    return done


def _to_the_end(work: Any) -> list[Struck]:
    try:
        return asyncio.run(work)
    except asyncio.CancelledError as stopped:
        raise KeyboardInterrupt from stopped


def _head(faults: Sequence[Fault], options: ChaosOptions, world: verify.World, directory: Path) -> dict[str, Any]:
    return {
        "verb": "chaos",
        "seed": options.seed,
        "repetitions": options.repetitions,
        "version": verify.version(),
        "spec_sha256": verify.read_spec(verify.SPEC).sha256,
        "target": world.bundled.name,
        "planned": [one.name for one in faults],
        "directory": str(directory),
    }


def _said(event: events.Event, console: Console) -> None:
    match event["event"]:
        case "chaos_started":
            first = f"opsmantik chaos  seed {event['seed']}  version {event['version']}"
            lines = [
                f"{first}  spec {event['spec_sha256'][:16]}",
                f"target  {event['target']}",
                f"run     {event['directory']}",
            ]
        case "strike":
            wrong = "; ".join(event["wrong"]) or "as it must be"
            lines = [f"{event['fault']}: {event['counted']} of {len(event['blows'])} blows count; {wrong}"]
        case _:
            return
    for line in lines:
        console.print(Text(plain(line)), soft_wrap=True, highlight=False)

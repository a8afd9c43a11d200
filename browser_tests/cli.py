"""`opsmantik browse`: the scenarios, a titled list; playing some to be watched; their accounts and timelines.

It decides what the flags are called and what is printed. Exit 0: all claims hold and every account closes as expected;
1: the tracker is wrong; 2: usage; 3: no browser, or something could not be told.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer
from rich.console import Console

cli = typer.Typer(no_args_is_help=True, help="The tracker in real browsers, to be watched.")
NAME_WIDTH = 40


@cli.callback()
def watched() -> None:
    """Keep `browse` a command of its own, also while it is the only one."""


@cli.command()
def browse(
    context: typer.Context,
    which: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENARIO]...", help="Names or globs ('*' for all); none: a list.")
    ] = None,
    *,
    tracker: Annotated[str | None, typer.Option(metavar="FILE|URL", help="The tracker; else the bundled one.")] = None,
    ca: Annotated[
        str | None, typer.Option(metavar="FILE", help="Authorities (PEM) besides the public ones, for a tracker's URL.")
    ] = None,
    engine: Annotated[str, typer.Option(help="chromium, firefox, webkit, or all: side by side.")] = "chromium",
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    slow: Annotated[int, typer.Option(metavar="MS", min=0, help="Wait this long between a visitor's acts.")] = 0,
    pause: Annotated[bool, typer.Option("--pause", help="Stop at the end, with the inspector open.")] = False,
    repeat: Annotated[
        int,
        typer.Option(min=1, help="Play each scenario this often, and name only those that did not end as they should."),
    ] = 1,
    runs: Annotated[Path | None, typer.Option(help="Where run directories go, instead of runs/ here.")] = None,
) -> None:
    """Play scenarios in a real browser and tell every event's fate; without a name, list them."""
    from browser_tests import beside, watching  # noqa: PLC0415 - a list must not wait for a browser's driver
    from browser_tests.scenarios import scenarios  # noqa: PLC0415
    from simulator.judge.record import TargetRecord  # noqa: PLC0415

    console = Console(highlight=False, markup=False, emoji=False)
    if not which:
        for scenario in scenarios().values():
            console.print(f"{scenario.name:<{NAME_WIDTH}} {scenario.title}", soft_wrap=True)
        return
    options = watching.Options(
        tracker=tracker,
        ca=TargetRecord(ca=ca).checked().ca,
        faulty=context.obj,
        engine=engine,
        headed=headed,
        slow_ms=slow,
        pause=pause,
        repeat=repeat,
        runs=runs or watching.RUNS,
    )
    watch = beside.watch_beside if engine == "all" else watching.watch
    raise typer.Exit(watch(watching.chosen(which), options, console))

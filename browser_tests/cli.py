"""`opsmantik browse`: the scenarios, a titled list; playing one or all to be watched; their accounts and timelines.

It decides what the flags are called and what is printed.
"""

from __future__ import annotations

import asyncio
import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from browser_tests.scenarios import scenarios

if TYPE_CHECKING:
    from browser_tests.performance import Performance
    from browser_tests.scenario import Scenario

cli = typer.Typer(no_args_is_help=True, help="The tracker in real browsers, to be watched.")


@cli.command()
def browse(
    which: Annotated[list[str] | None, typer.Argument(metavar="[SCENARIO]...", help="Names or globs; none: list.")] = None,
    *,
    tracker: Annotated[Path | None, typer.Option(help="The tracker's file; else the bundled one.")] = None,
    engine: Annotated[str, typer.Option(help="chromium, firefox or webkit.")] = "chromium",
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    slow: Annotated[int, typer.Option(metavar="MS", help="Wait this long between a visitor's acts.")] = 0,
    pause: Annotated[bool, typer.Option("--pause", help="Stop at the end, with the inspector open.")] = False,
    repeat: Annotated[int, typer.Option(help="Play each this often.")] = 1,
    runs: Annotated[Path | None, typer.Option(help="Where run directories go, instead of runs/ here.")] = None,
) -> None:
    """Play scenarios in a real browser and tell every event's fate; without a name, list them."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not which:
        for scenario in scenarios().values():
            console.print(f"{scenario.name:<36} {scenario.title}", soft_wrap=True)
        return
    chosen = _chosen(which)
    options = Options(tracker, engine, headed, slow, pause, repeat, runs)
    raise typer.Exit(asyncio.run(play_all(chosen, options, console)))

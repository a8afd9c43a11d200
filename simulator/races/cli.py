"""`opsmantik races`: flags to rounds of races. It decides what flags are called and what an exit means."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, help="Races, counted.")
PLAIN_WIDTH = 160
WRONG = 1


@cli.callback()
def room() -> None:
    """Measure races."""


@cli.command()
def races(
    context: typer.Context,
    *,
    target: flags.File = None,
    gateway: flags.Gateway = None,
    database: flags.Database = None,
    origin: flags.Origin = None,
    site: flags.SiteId = None,
    trusts_forwarded_for: flags.TrustsForwardedFor = None,
    limit: flags.Limit = None,
    start: flags.Start = None,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="Rounds of each race.")] = 50,
    at_once: Annotated[int, typer.Option(min=2, max=100, help="Requests at once in a round.")] = 20,
    seed: flags.Seed = None,
    keep: flags.Keep = False,
    runs: flags.Runs = None,
    i_may_load_this_target: flags.MayLoad = False,
) -> None:
    """Send requests of one visitor at once, round after round, and count what is refused, lost and doubled.

    Exit 0: counted, and one stamp made one call every round (GWY-932); 1: it did not; 2: usage.
    """
    from simulator.measuring import MeasureOptions, drawn, measure, real_world  # noqa: PLC0415 - `--help` must not wait
    from simulator.races import races as racing  # noqa: PLC0415
    from simulator.races import report  # noqa: PLC0415

    record = flags.record_of(locals(), target)
    world = real_world(flags.bundled_of(context.obj, record))
    options = MeasureOptions("races", drawn(seed), keep, i_may_load_this_target, *([runs] if runs else []))
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    done = measure(record, options, world, console, lambda bench: racing.run(bench, options.seed, rounds, at_once))
    report.write(done.found, done.head, done.directory)
    console.print()
    console.print(report.table(done.found))
    console.print(f"\nn*k: k rounds had n of them\nwritten {done.directory}/races.json, races.md", soft_wrap=True)
    raise typer.Exit(WRONG if any(race.broken for race in done.found) else 0)

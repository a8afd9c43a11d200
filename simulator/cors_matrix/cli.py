"""`opsmantik cors`: flags to a matrix. It decides what flags are called; a matrix accuses nobody."""

from __future__ import annotations

import typer
from rich.console import Console

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, help="What becomes of a beacon, for every origin.")
PLAIN_WIDTH = 200


@cli.callback()
def room() -> None:
    """Draw the CORS matrix."""


@cli.command()
def cors(
    context: typer.Context,
    *,
    target: flags.File = None,
    gateway: flags.Gateway = None,
    database: flags.Database = None,
    origin: flags.Origin = None,
    denied_origin: flags.DeniedOrigin = None,
    site: flags.SiteId = None,
    trusts_forwarded_for: flags.TrustsForwardedFor = None,
    start: flags.Start = None,
    seed: flags.Seed = None,
    keep: flags.Keep = False,
    runs: flags.Runs = None,
    i_may_load_this_target: flags.MayLoad = False,
) -> None:
    """Tell, by the browser's rules, what becomes of a beacon: origin, method, credentials, content type, configuration.

    Exit 0: the matrix was drawn; 2: usage. Configurations are tried where the gateway is started here.
    """
    from simulator.cors_matrix import matrix, report  # noqa: PLC0415 - `--help` must not wait for it
    from simulator.measuring import MeasureOptions, drawn, measure, real_world  # noqa: PLC0415

    record = flags.record_of(locals(), target)
    world = real_world(flags.bundled_of(context.obj, record))
    options = MeasureOptions("cors", drawn(seed), keep, i_may_load_this_target, *([runs] if runs else []))
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    done = measure(record, options, world, console, matrix.draw)
    report.write(done.found, done.head, done.directory)
    console.print()
    console.print(report.table(done.found))
    written = f"written {done.directory}/cors.json, cors.md"
    console.print(f"\n{report.LEGEND}\n{report.summary(done.found)}\n{written}", soft_wrap=True)

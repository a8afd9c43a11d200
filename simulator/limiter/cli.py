"""`opsmantik limiter`: flags to a fingerprint. It decides what flags are called and what an exit means."""

from __future__ import annotations

import typer
from rich.console import Console

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, help="The fingerprint of a rate limiter.")
TOLD, NOT_TOLD = 0, 3
PLAIN_WIDTH = 200


@cli.callback()
def room() -> None:
    """Measure a rate limiter."""


@cli.command()
def limiter(
    context: typer.Context,
    *,
    target: flags.File = None,
    gateway: flags.Gateway = None,
    database: flags.Database = None,
    origin: flags.Origin = None,
    denied_origin: flags.DeniedOrigin = None,
    site: flags.SiteId = None,
    trusts_forwarded_for: flags.TrustsForwardedFor = None,
    limit: flags.Limit = None,
    window_s: flags.WindowSeconds = None,
    controls: flags.Controls = None,
    start: flags.Start = None,
    seed: flags.Seed = None,
    keep: flags.Keep = False,
    runs: flags.Runs = None,
    i_may_load_this_target: flags.MayLoad = False,
) -> None:
    """Take the fingerprint of a rate limiter: each property with the requests that prove it. It gives no verdicts.

    Exit 0: every property was told; 2: usage; 3: something could not be told.
    """
    from simulator.limiter import fingerprint, report  # noqa: PLC0415 - `--help` must not wait for it
    from simulator.measuring import MeasureOptions, drawn, measure, real_world  # noqa: PLC0415

    record = flags.record_of(locals(), target)
    world = real_world(flags.bundled_of(context.obj, record))
    options = MeasureOptions("limiter", drawn(seed), keep, i_may_load_this_target, *([runs] if runs else []))
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    done = measure(record, options, world, console, lambda bench: fingerprint.take(bench, options.seed))
    report.write(done.found, done.head, done.directory)
    console.print()
    console.print(report.table(done.found))
    console.print(f"\n{report.summary(done.found)}\nwritten {done.directory}/limiter.json, limiter.md", soft_wrap=True)
    raise typer.Exit(TOLD if done.found.complete else NOT_TOLD)

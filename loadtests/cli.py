"""`opsmantik load`: flags to a run. It decides what flags are called and what an exit means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer
from rich.console import Console

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Load at the boundary.")
bench = typer.Typer(no_args_is_help=True, add_completion=False, help="Figures, as ratios taken in one run.")
PLAIN_WIDTH = 180

Window = Annotated[
    int | None, typer.Option("--window-s", "--window", help="How long a window lasts, in seconds (default: 60).")
]
Workers = Annotated[
    int, typer.Option(min=1, max=16, help="How many processes send; with 2 or more, a master directs them.")
]


@cli.callback()
def room() -> None:
    """Put load on a gateway."""


def console() -> Console:
    """Give the terminal, wide where it is none."""
    made = Console(highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = PLAIN_WIDTH
    return made


@cli.command()
def load(
    context: typer.Context,
    profile: Annotated[str, typer.Argument(help="A profile's name; `list` names them.")] = "list",
    *,
    target: flags.File = None,
    gateway: flags.Gateway = None,
    database: flags.Database = None,
    ca: flags.Ca = None,
    origin: flags.Origin = None,
    site: flags.SiteId = None,
    trusts_forwarded_for: flags.TrustsForwardedFor = None,
    limit: flags.Limit = None,
    window_s: Window = None,
    controls: flags.Controls = None,
    start: flags.Start = None,
    rate: Annotated[
        float | None,
        typer.Option(
            min=0.1, max=20_000, help="How many requests a second are sent, instead of the profile's own rate."
        ),
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option(min=0.1, max=86_400, help="How many seconds to send for, instead of the profile's own time."),
    ] = None,
    scale: Annotated[
        float, typer.Option(min=0.001, max=10, help="Multiplies how many clients or visitors there are.")
    ] = 1.0,
    workers: Workers = 1,
    no_books: Annotated[
        bool, typer.Option("--no-books", help="Do not compare answers with rows (no database is needed then).")
    ] = False,
    thresholds: Annotated[
        Path | None, typer.Option(help="A TOML file whose bounds replace those of loadtests/thresholds.toml.")
    ] = None,
    seed: flags.Seed = None,
    keep: flags.Keep = False,
    runs: flags.Runs = None,
    i_may_load_this_target: flags.MayLoad = False,
) -> None:
    """Send a profile's arrivals on schedule, replay every client's windows, close the books by SQL.

    Exit 0: all as expected; 1: the target is wrong; 2: usage; 3: the harness could not tell, also when the generator
    fell behind;
    130: Ctrl-C, after the books were closed.
    """
    from loadtests import profiles, run, told  # noqa: PLC0415 - `--help` must not wait for it
    from loadtests.report import artefacts  # noqa: PLC0415
    from loadtests.thresholds import read as read_bounds  # noqa: PLC0415
    from simulator.measuring import MeasureOptions, measure_in, real_world  # noqa: PLC0415

    said = console()
    if profile == "list":
        said.print(told.listed(profiles.ALL.values()))
        return
    wanted = profiles.find(profile)
    bounds = read_bounds(wanted.name, thresholds)  # what cannot be read is refused before anything starts
    record = flags.record_of(locals(), target)
    if record.gateway is None and not wanted.controls:
        record = replace(record, controls=False)
    world = real_world(flags.bundled_of(context.obj, record))
    verb = f"load {wanted.name}"
    options = MeasureOptions(verb, seed, keep, i_may_load_this_target, *([runs] if runs else []))
    asked = run.LoadOptions(
        wanted.name,
        bounds,
        scale,
        rate,
        duration,
        workers=workers,
        books=not no_books,
        bundled=world.bundled.arguments,
    )
    done = measure_in(record, options, world, said, lambda bench, place: run.load(bench, place, asked))
    said.print()
    for drawn_table in (told.parts(done.found), told.wrong_windows(done.found), told.books(done.found)):
        if drawn_table is not None:
            said.print(drawn_table)
            said.print()
    for sentence in (*done.found.remarks, *told.sentences(done.found)):
        said.print(sentence, soft_wrap=True)
    said.print(f"report  {artefacts.write_all(done.directory)}", soft_wrap=True)
    raise typer.Exit(done.found.exit_code)


@cli.command()
def chaos(
    context: typer.Context,
    faults: Annotated[
        list[str] | None, typer.Argument(help="Faults by name; without any, all. `list` names them.")
    ] = None,
    *,
    repetitions: Annotated[int, typer.Option(min=1, max=50, help="How often each fault is repeated.")] = 3,
    recover_s: Annotated[
        float, typer.Option(min=1, max=120, help="Within how many seconds the gateway must answer `synced` again.")
    ] = 30.0,
    seed: flags.Seed = None,
    runs: flags.Runs = None,
) -> None:
    """Break gateway, database and the wire between them while load runs, and count what is lost.

    Everything that is broken is made for it: our gateway, or one of the gallery, on an embedded Postgres. Exit 0: every
    event answered `synced` is stored once and the gateway came back; 1: not so; 3: too little was in flight to tell.
    """
    from loadtests.chaos import report, session  # noqa: PLC0415 - `--help` must not wait for it
    from loadtests.chaos.faults import FAULTS, chosen  # noqa: PLC0415
    from loadtests.chaos.run import ChaosOptions  # noqa: PLC0415
    from loadtests.told import table  # noqa: PLC0415
    from simulator.measuring import real_world  # noqa: PLC0415

    said = console()
    if faults == ["list"]:
        said.print(table(("fault", "what is broken"), [(one.name, one.title) for one in FAULTS]))
        return
    world = real_world(context.obj or flags.Bundled())
    options = ChaosOptions(world.new_seed() if seed is None else seed, repetitions, recover_s)
    done = session.run(chosen(faults or []), options, world, said, *([runs] if runs else []))
    said.print()
    said.print(report.drawn(done.found))
    said.print(f"\n{report.MEANING}\nwritten {done.directory}/chaos.json, chaos.md, junit.xml", soft_wrap=True)
    raise typer.Exit(done.exit_code)


@bench.command("load")
def bench_load(
    rounds: Annotated[int, typer.Option(min=1, max=20)] = 3,
    round_s: Annotated[float, typer.Option(min=1, max=60)] = 5.0,
    seed: int = 1,
) -> None:
    """Measure our generator beside plain Locust and wrk, on one no-op server: requests/s a core, placement error."""
    from loadtests.bench import BenchOptions, describe, run  # noqa: PLC0415 - only this verb needs it

    options = BenchOptions(rounds, round_s, seed)
    print(describe(run(options), options))

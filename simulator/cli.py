"""`opsmantik verify` and `opsmantik spec`: flags to options. It decides what flags are called and judges nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from simulator import target_flags as flags
from simulator.judge import spec as spec_file
from simulator.judge.nearest import nearest
from simulator.report.words import counted, plain

cli = typer.Typer(no_args_is_help=True, help="Judge a gateway, a schema, a tracker; read the spec.")

REQUIRABLE = ("rows", "catalogue", "browser", "clock", "log", "start", "site", "denied-origin")


@cli.command()
def verify(
    context: typer.Context,
    *,
    target: flags.File = None,
    gateway: flags.Gateway = None,
    database: flags.Database = None,
    ca: flags.Ca = None,
    tracker: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|URL", help="The tracker to be judged; without it the bundled one, beside the bundled gateway."
        ),
    ] = None,
    origin: flags.Origin = None,
    denied_origin: flags.DeniedOrigin = None,
    site: flags.SiteId = None,
    trusts_forwarded_for: flags.TrustsForwardedFor = None,
    limit: flags.Limit = None,
    window_s: flags.WindowSeconds = None,
    production: Annotated[bool | None, typer.Option(help="The gateway runs with NODE_ENV=production.")] = None,
    log: Annotated[str | None, typer.Option(help="The file that the gateway's stderr goes to.")] = None,
    controls: flags.Controls = None,
    start: flags.Start = None,
    sector: Annotated[list[str] | None, typer.Option(help="Only this sector (SCH, GWY, TRK, HAZ).")] = None,
    clause: Annotated[list[str] | None, typer.Option(help="Only these ids; globs such as 'GWY-1*'.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Not these ids; globs such as 'HAZ-*'.")] = None,
    last_failed: Annotated[
        bool, typer.Option("--last-failed", help="Only what failed in the latest run; all, if nothing did.")
    ] = False,
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Only one check of each section, one that costs a request or two.")
    ] = False,
    slow: Annotated[
        bool, typer.Option("--slow", help="Where the whole run is one client: wait for as many windows as it takes.")
    ] = False,
    order: Annotated[int | None, typer.Option(metavar="SEED", help="Begin the checks in a shuffled order.")] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(help="A file of known deviations (TOML): exit 1 for a new one, and for one that is gone."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(help="Write what is broken now to a new file for --baseline; the exit code stays as it is."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(help="A second build, to be judged as well and compared: its URL, or a TOML file like --target."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let deviations from SHOULD and MAY count as well: exit 1.")
    ] = False,
    require: Annotated[
        list[str] | None, typer.Option(help=f"Exit 3 where it is not offered: {', '.join(REQUIRABLE)}.")
    ] = None,
    require_judged: Annotated[
        int | None,
        typer.Option(
            min=0, max=100, metavar="PERCENT", help="Exit 3 if fewer of the MUST clauses (in percent) were judged."
        ),
    ] = None,
    seed: flags.Seed = None,
    list_only: Annotated[bool, typer.Option("--list", help="Say what would be judged, and judge nothing.")] = False,
    wait: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Wait this long for the target to answer first: 30s, 2m, or plain seconds."),
    ] = None,
    keep: flags.Keep = False,
    runs: flags.Runs = None,
) -> None:
    """Judge a target clause by clause.

    Exit 0: nothing in force is broken; 1: the target is wrong; 2: usage; 3: the harness could not tell.
    """
    from simulator import verify as verifying  # noqa: PLC0415 - `spec` must not wait for it
    from simulator.measuring import real_world  # noqa: PLC0415

    record = flags.record_of(locals(), target)
    options = verifying.VerifyOptions(
        seed=seed,
        sectors=sector or (),
        clauses=clause or (),
        excluded=exclude or (),
        last_failed=last_failed,
        smoke=smoke,
        order=order,
        slow=slow,
        baseline=baseline,
        write_baseline=write_baseline,
        wait_s=_seconds(wait),
        strict=strict,
        required=_required(require or []),
        require_judged=require_judged,
        keep=keep,
        runs=runs or verifying.RUNS,
    )
    console = Console(highlight=False, markup=False, emoji=False)
    if list_only:
        _list(console, options)
        return
    world = real_world(flags.bundled_of(context.obj, record))
    if against:
        if write_baseline:
            raise typer.BadParameter("expected one build; came: --against as well", param_hint="--write-baseline")
        from simulator import against as comparing  # noqa: PLC0415 - see above

        both = record, comparing.second_record(record, against)
        raise typer.Exit(comparing.verify_both(both, options, world, console))
    raise typer.Exit(verifying.verify(record, options, world, console))


@cli.command()
def spec(
    which: Annotated[str | None, typer.Argument(metavar="[ID]", help="An id, or how ids begin: GWY, GWY-1.")] = None,
) -> None:
    """Explain a clause, list those that begin alike, or list the sections."""
    read = spec_file.read(spec_file_path())
    if which is None:
        _sections(read)
        return
    wanted = which.upper()
    if wanted in read.by_id:
        typer.echo(explained(read.by_id[wanted]))
        return
    found = [clause for clause in read.clauses if clause.id.startswith(wanted)]
    if not found:
        hint = nearest(which, [*read.by_id, *(sector for sector, _ in read.sectors)])
        told = f"expected a clause id or how one begins; came: {which}{hint}; `opsmantik spec` lists them"
        raise typer.BadParameter(told)
    for clause in found:
        typer.echo(f"{clause.id}  {clause.level:<6}  {clause.sentence}")


def spec_file_path() -> Path:
    """Give the checkout's SPEC.md."""
    return Path(__file__).resolve().parent.parent / "SPEC.md"


def explained(clause: spec_file.Clause) -> str:
    """Tell all of a clause."""
    return "\n".join(
        (
            f"{clause.id}  {clause.level}  {clause.sector} · {clause.section}",
            f"  {clause.sentence}",
            f"  source: {clause.source}",
            f"  breaks: {clause.breaks}",
            f"  seen by: {', '.join(clause.observations)}",
        )
    )


def _sections(read: spec_file.Spec) -> None:
    titles = dict(read.sectors)
    told = ""
    for sector, section, clauses in read.sections():
        if sector != told:
            count = sum(clause.sector == sector for clause in read.clauses)
            typer.echo(f"{sector} · {titles[sector]}: {counted(count, 'clause')}")
            told = sector
        typer.echo(f"  {clauses[0].id} to {clauses[-1].id}  {len(clauses):>3}  {section}")


def _required(names: list[str]) -> tuple[str, ...]:
    for name in names:
        if name not in REQUIRABLE:
            hint = nearest(name, REQUIRABLE)
            told = f"expected one of {', '.join(REQUIRABLE)}; came: {name}{hint}"
            raise typer.BadParameter(told, param_hint="--require")
    return tuple(names)


def _seconds(wait: str | None) -> float:
    from simulator.awaited import seconds  # noqa: PLC0415 - see verify

    try:
        return seconds(wait) if wait else 0.0
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--wait") from error


def _list(console: Console, options: object) -> None:
    from simulator import verify as verifying  # noqa: PLC0415 - see verify
    from simulator.judge.selection import read_unjudged  # noqa: PLC0415

    _, selection, remark = verifying.selected(options)
    if remark:
        console.print(remark, soft_wrap=True)
    rooms = read_unjudged(verifying.UNJUDGED)
    for clause in selection.clauses:
        console.print(f"{clause.id}  {clause.level:<6}  {plain(clause.sentence)}", soft_wrap=True)
        for one in selection.checks_of(clause):
            needs = f"  needs {', '.join(sorted(one.needs))}" if one.needs else ""
            console.print(f"    {one.name}{needs}{'  alone' if one.exclusive else ''}", soft_wrap=True)
        if not selection.checks_of(clause):
            console.print(f"    not judged yet ({rooms.get(clause.id, 'nobody')})", soft_wrap=True)
    counts = counted(len(selection.clauses), "clause"), counted(len(selection.checks), "check")
    console.print(", ".join(counts), soft_wrap=True)

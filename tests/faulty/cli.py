"""`opsmantik faults`: what hangs in the gallery, and whether it is all killed. Flags to options; it judges nothing."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.judge.record import Bundled
from tests.faulty import find, gallery, room_of
from tests.faulty.fault import Fault, UnknownFault

if TYPE_CHECKING:
    from simulator.judge.events import Event

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The gallery of faults: wrong builds that prove the suite's teeth.",
)
FAILED = 1


@cli.command("list")
def list_faults() -> None:
    """Name every build, room by room, with its vice."""
    room = ""
    for fault in gallery().values():
        if room_of(fault.name) != room:
            room = room_of(fault.name)
            typer.echo(room)
        typer.echo(f"  {fault.name}\n      {fault.vice}")


@cli.command("show")
def show_fault(name: str) -> None:
    """Tell a build's vice, the clauses that must kill it, and how to meet it."""
    fault = find(name)
    typer.echo(f"{fault.name}  ({room_of(name)})\n  {fault.vice}")
    for label, clauses in (("killed by", fault.killed_by), ("cures", fault.cures)):
        if clauses:
            typer.echo(f"  {label}: {', '.join(clauses)}")
    for place in fault.replacements:
        typer.echo(f"  in place of: {place}")
    for was, reads in fault.tracker:
        typer.echo(f"  in the tracker: {' '.join(was.split())}\n         becomes: {' '.join(reads.split())}")
    for statement in fault.ddl:
        typer.echo(f"  DDL: {' '.join(statement.split())}")
    asked = " ".join(f"--clause {one}" for one in (*fault.killed_by, *fault.cures))
    typer.echo(f"  opsmantik serve --faulty {name}\n  opsmantik verify --faulty {name} {asked}")


@cli.command("run")
def run_gallery(
    names: Annotated[list[str] | None, typer.Argument(help="Only these; globs such as 'partitions-*'.")] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Every check on every build, not declared and smoke.")] = False,
    lanes: Annotated[int, typer.Option(help="Builds at a time.", min=1, max=8)] = 2,
    database: Annotated[str, typer.Option(help="embedded, docker, or a server's DSN.")] = "embedded",
    seed: Annotated[int | None, typer.Option(help="Repeat a run's choices.")] = None,
) -> None:
    """Try every fault and the healthy build, or the faults that are named, and draw the kill matrix.

    Exit 1: a fault survived, a clause in force breaks nobody, or a healthy build was accused.
    """
    from simulator.measuring import real_world  # noqa: PLC0415 - `list` must not wait for it
    from tests.faulty.outcome import conclude  # noqa: PLC0415
    from tests.faulty.run import GalleryOptions, run  # noqa: PLC0415

    world = real_world(Bundled())
    seed = world.new_seed() if seed is None else seed
    options = GalleryOptions(seed, scope="full" if full else "smoke", lanes=lanes, source=database)
    trials, directory = run(_chosen(names) if names else [None, *gallery().values()], options, world, tell)
    lines, wrong = conclude(trials, directory, whole=not names)
    typer.echo("\n" + "\n".join(lines))
    raise typer.Exit(FAILED if wrong else 0)


def tell(event: Event) -> None:
    """Say one line of a run as it goes."""
    if event["event"] == "gallery_started":
        scope = "all checks" if event["scope"] == "full" else "declared clauses and a smoke"
        typer.echo(f"opsmantik faults  seed {event['seed']}  version {event['version']}")
        typer.echo(f"spec    {event['spec_sha256'][:16]}\nrows    {event['postgres']}\nrun     {event['directory']}")
        typer.echo(f"{event['builds']} builds, {event['lanes']} at a time: {scope}\n")
    elif event["event"] == "fault_judged":
        typer.echo("\n".join(_lines(event)))
    elif event["event"] == "gallery_finished":
        typer.echo(f"\nin {event['duration_ms'] / 1000:.0f} s")


def _lines(event: Event) -> list[str]:
    good = "clean" if event["must_be_clean"] else "killed"
    seconds = event["duration_ms"] / 1000
    declared = f"  {', '.join(event['declared'])}" if event["declared"] else f"  {len(event['verdicts'])} clauses"
    word = "WRONG" if event["wrong"] else good
    head = f"{event['number']:>4}/{event['total']}  {word:<7} {seconds:5.1f} s  {event['name']}{declared}"
    return [head, *(f"{'':11}{line}" for line in event["wrong"])]


def _chosen(globs: list[str]) -> list[Fault]:
    known = gallery()
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in known):
            raise UnknownFault.named(glob, list(known))
    return [fault for name, fault in known.items() if any(fnmatchcase(name, glob) for glob in globs)]

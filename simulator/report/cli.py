"""`opsmantik report` and `opsmantik compare`: names of runs to files and lines. It decides what flags are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.report.redrawing import redraw_elsewhere
from simulator.report.words import plain

cli = typer.Typer(no_args_is_help=True, help="Draw a run's reports again; compare two runs.")

RUNS = Path(__file__).resolve().parents[2] / "runs"
WORSE = 1


@cli.command()
def report(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's directory, its id, or latest.")] = "latest",
    *,
    matrix: Annotated[Path | None, typer.Option(help="A matrix.html of the gallery, to stand in the page.")] = None,
    runs: Annotated[Path, typer.Option(help="Where ids are looked up.")] = RUNS,
) -> None:
    """Rebuild every report of a run of `verify`, `browse` or `load` from what it told (events.jsonl and its like)."""
    from simulator.report import artefacts, recorded  # noqa: PLC0415 - `--help` must not wait for it

    directory = recorded.find(run, runs)
    typer.echo(f"report {redraw_elsewhere(directory) or artefacts.redraw(directory, matrix)}")


@cli.command()
def compare(
    before: Annotated[str, typer.Argument(metavar="A", help="A results.json, a run's directory, its id, or latest.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The same of the later one.")],
    *,
    runs: Annotated[Path, typer.Option(help="Where ids are looked up.")] = RUNS,
) -> None:
    """Say what changed between two runs, clause by clause.

    Exit 0: nothing got worse; 1: something did (a clause no longer seen is worse); 2: one cannot be read.
    """
    from simulator.report import compare as comparing  # noqa: PLC0415 - see report

    found = comparing.compare(comparing.read(_results(before, runs)), comparing.read(_results(after, runs)))
    for line in comparing.lines(found):
        typer.echo(plain(line))
    raise typer.Exit(WORSE if found.worse else 0)


def _results(named: str, runs: Path) -> Path:
    path = Path(named)
    return path if path.exists() or not (runs / named).exists() else runs / named

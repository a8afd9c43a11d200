"""`opsmantik cors`: flags to a matrix. A matrix accuses nobody."""

from __future__ import annotations

import typer

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, help="What becomes of a beacon, for every origin.")


@cli.callback()
def room() -> None:
    """Draw the CORS matrix."""


@cli.command()
@flags.measuring("cors", without=("limit", "window_s", "controls"))
def cors(asked: flags.Asked) -> None:
    """Tell, by the browser's rules, what becomes of a beacon: origin, method, credentials, content type, configuration.

    Exit 0: the matrix was drawn; 2: usage. Configurations are tried where the gateway is started here.
    """
    from simulator.cors_matrix import matrix, report  # noqa: PLC0415 - `--help` must not wait for it

    done = asked.measure(lambda bench, _seed: matrix.draw(bench))
    report.write(done.found, done.head, done.directory)
    written = f"written {done.directory}/cors.json, cors.md"
    asked.tell(report.table(done.found), f"{report.LEGEND}\n{report.summary(done.found)}\n{written}")

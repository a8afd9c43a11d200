"""`opsmantik bench page`: flags to rounds. It decides names and help of the options."""

from __future__ import annotations

from time import perf_counter, process_time
from typing import Annotated

import typer

bench = typer.Typer(add_completion=False, help="Figures of the embedded engine.")


@bench.command("page")
def page(
    rounds: Annotated[int, typer.Option(min=1)] = 5,
    steps: Annotated[int, typer.Option(min=1, help="steps of a round")] = 600,
    seed: int = 1,
) -> None:
    """Play the tracker's pages in the embedded engine, and count scripted steps a second."""
    from simulator.page.bench import BenchOptions, Clocks, describe, run  # noqa: PLC0415 - `--help` must not wait for it
    from simulator.page.theatre import TRACKER  # noqa: PLC0415

    options = BenchOptions(rounds, steps, seed)
    tracker = TRACKER.joinpath("ux-core.js").read_text("utf-8")
    print(describe(run(options, tracker, Clocks(perf_counter, process_time)), options))

"""`opsmantik bench store`: flags to figures. It decides names and help of the options."""

from __future__ import annotations

from time import process_time
from typing import Annotated

import psutil
import typer

bench = typer.Typer(help="Figures of the store in memory.")


@bench.command("store")
def store(
    events: Annotated[int, typer.Option(min=1_000, help="the largest size: 1,000, 10,000 … up to it")] = 100_000,
    seed: int = 1,
    hard: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--hard", help="no event has a gclid, and every click is looked for in the 10 s window")
    ] = False,
) -> None:
    """Send valid visits through the gateway on the store in memory: what an event costs as the store fills."""
    from simulator.store_bench import BenchOptions, Meters, describe, run  # noqa: PLC0415 - `--help` must not wait for it

    options = BenchOptions(events, seed, hard)
    meters = Meters(process_time, lambda: psutil.Process().memory_info().rss)
    print(describe(run(options, meters), options))

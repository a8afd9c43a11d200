"""`opsmantik races`: flags to rounds of races. It decides what an exit means."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, help="Races, counted.")
WRONG = 1


@cli.callback()
def room() -> None:
    """Measure races."""


@cli.command()
@flags.measuring("races", without=("denied_origin", "window_s", "controls"), plain_width=160)
def races(
    asked: flags.Asked,
    *,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="How many rounds each race has.")] = 50,
    at_once: Annotated[int, typer.Option(min=2, max=100, help="How many requests are sent at once in a round.")] = 20,
) -> None:
    """Send requests of one visitor at once, round after round, and count what is refused, lost and doubled.

    Exit 0: counted, and one stamp made one call every round (GWY-932); 1: it did not; 2: usage.
    """
    from simulator.races import races as racing  # noqa: PLC0415 - `--help` must not wait for it
    from simulator.races import report  # noqa: PLC0415

    done = asked.measure(lambda bench, seed: racing.run(bench, seed, rounds, at_once))
    report.write(done.found, done.head, done.directory)
    written = f"written {done.directory}/races.json, races.md"
    asked.tell(report.table(done.found), f"3*20 says: in 20 rounds it happened 3 times\n{written}")
    raise typer.Exit(WRONG if any(race.broken for race in done.found) else 0)

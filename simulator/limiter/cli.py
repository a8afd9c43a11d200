"""`opsmantik limiter`: flags to a fingerprint. It decides what an exit means."""

from __future__ import annotations

import typer

from simulator import target_flags as flags

cli = typer.Typer(no_args_is_help=True, help="The fingerprint of a rate limiter.")
TOLD, NOT_TOLD = 0, 3


@cli.callback()
def room() -> None:
    """Measure a rate limiter."""


@cli.command()
@flags.measuring("limiter")
def limiter(asked: flags.Asked) -> None:
    """Take the fingerprint of a rate limiter: each property with the requests that prove it. It gives no verdicts.

    Exit 0: every property was told; 2: usage; 3: something could not be told.
    """
    from simulator.limiter import fingerprint, report  # noqa: PLC0415 - `--help` must not wait for it

    done = asked.measure(fingerprint.take)
    report.write(done.found, done.head, done.directory)
    written = f"written {done.directory}/limiter.json, limiter.md"
    asked.tell(report.table(done.found), f"{report.summary(done.found)}\n{written}")
    raise typer.Exit(TOLD if done.found.complete else NOT_TOLD)

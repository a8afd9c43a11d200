"""`opsmantik serve` and `opsmantik site add`: the gateway's command line.

Decides names and help of the options; what they do is next door.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from reference.serve import Place, serve
from reference.settings import read_settings
from reference.sites import add_site

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="The reference gateway.")
site = typer.Typer(no_args_is_help=True, add_completion=False, help="Sites of a database.")
cli.add_typer(site, name="site")
bench = typer.Typer(no_args_is_help=True, add_completion=False, help="Figures, as ratios taken in one run.")
cli.add_typer(bench, name="bench")

FRONT_DOOR = Path(__file__).parents[1] / "opsmantik.py"
_SOURCE = "a DSN, `embedded` (made for this run) or `docker`; default: DATABASE_URL, else embedded"


@cli.command("serve")
def serve_command(
    database: Annotated[str | None, typer.Option(help=_SOURCE)] = None,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on, 0 for any", min=0, max=65535)] = 8787,
    controls: Annotated[bool, typer.Option("--controls", help="add /__controls/ (loopback only)")] = False,  # noqa: FBT002
) -> None:
    """Serve the reference gateway; settings come from ALLOWED_ORIGINS, NODE_ENV and DATABASE_URL."""
    settings = read_settings(os.environ)
    source = database or settings.database_url or "embedded"
    serve(Place(database=source, host=host, port=port, controls=controls), settings)


@site.command("add")
def add_command(
    database: Annotated[str, typer.Option(help="DSN of the database", envvar="DATABASE_URL")],
    public_id: Annotated[str | None, typer.Option(help="a UUID v4; default: a fresh one")] = None,
) -> None:
    """Add a site and print its public id."""
    print(add_site(database, public_id))


@bench.command("gateway")
def bench_command(
    rounds: Annotated[int, typer.Option(min=1)] = 5,
    round_s: Annotated[float, typer.Option(min=1)] = 4.0,
    connections: Annotated[int, typer.Option(min=1, max=100)] = 8,
    seed: int = 1,
) -> None:
    """Serve valid beacons of many clients, beside pgbench running the same statements on the same server."""
    from reference.bench import BenchOptions, describe, run  # noqa: PLC0415 - only this verb needs it

    options = BenchOptions(rounds, round_s, connections, seed)
    print(describe(run(options, FRONT_DOOR), options))

"""`--faulty NAME`, which the front door adds to `serve` and `verify`: a build of the gallery in place of ours.

Decides what the option does to this process and what it leaves for the command: `context.obj`, the build that is
started instead. Neither command knows the gallery.
"""

from typing import Annotated, Any

import typer

from simulator.judge.record import Bundled
from tests.faulty import find


def put_in(context: typer.Context, name: str | None) -> None:
    """Make this process faulty, and whatever gateway it starts."""
    if name is None or context.resilient_parsing:
        return
    fault = find(name)
    fault.install()
    context.obj = Bundled(fault.described, ("--faulty", fault.name), fault.faulty_tracker)
    if context.info_name == "serve":  # the other verb says so in its banner
        print(fault.described, flush=True)


def faulty_option() -> Any:
    """Give the option as a parameter for a command that was made elsewhere."""
    app = typer.Typer(add_completion=False)
    app.command()(_bearer)
    return next(one for one in typer.main.get_command(app).params if one.name == "faulty")


def _bearer(
    faulty: Annotated[
        str | None,
        typer.Option(
            callback=put_in,
            is_eager=True,
            expose_value=False,
            metavar="NAME",
            help="A wrong build of the gallery in place of ours; `opsmantik faults list` names them.",
        ),
    ] = None,
) -> None:
    """Carry the option."""

"""The target record as flags: one name, one meaning; and what every verb that measures asks for besides.

It decides which flags such a verb takes (`measuring`), and what they come to (`Asked`). It knows no verb.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console

from simulator.judge.record import OF_A_RUN, Bundled, TargetRecord, values_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from rich.console import RenderableType

    from simulator.judge.bench import Bench
    from simulator.measuring import Measured

Found = TypeVar("Found")


def _named_in(context: typer.Context, file: Path | None) -> Path | None:
    """Let a file's flags of a run be what its command takes where they are not given."""
    if file is None:
        return None
    named = {name: value for name, value in values_in(file).items() if name in OF_A_RUN}
    several = {param.name for param in context.command.params if getattr(param, "multiple", False)}
    context.default_map = {
        **(context.default_map or {}),
        **{name: [value] if name in several and isinstance(value, str) else value for name, value in named.items()},
    }
    return file


File = Annotated[
    Path | None,
    typer.Option("--target", callback=_named_in, is_eager=True, help="A TOML file with any of the names below."),
]
Gateway = Annotated[
    str | None, typer.Option(help="Base URL or endpoint of the gateway; without it the bundled one is started.")
]
Database = Annotated[
    str | None, typer.Option(help="DSN of the gateway's database. Without --gateway also embedded or docker.")
]
Ca = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="File (PEM) of the authority that signed its certificate, if not public."),
]
Origin = Annotated[str | None, typer.Option(help="An origin that the gateway allows; else found by asking.")]
DeniedOrigin = Annotated[str | None, typer.Option(help="An origin that the gateway refuses; else found by asking.")]
SiteId = Annotated[str | None, typer.Option(help="Public id of an existing site; else one is made.")]
TrustsForwardedFor = Annotated[
    bool | None, typer.Option(help="Whether X-Forwarded-For tells clients apart; else found out.")
]
Limit = Annotated[int | None, typer.Option(help="How many requests of a client a window lets through (default: 100).")]
WindowSeconds = Annotated[int | None, typer.Option(help="How long a window lasts, in seconds (default: 60).")]
Controls = Annotated[
    bool | None, typer.Option(help="Whether the gateway's clock can be moved (/__controls); else found out.")
]
Start = Annotated[
    str | None, typer.Option(help="Command that starts the gateway; {port} and {database} are filled in.")
]
Seed = Annotated[int | None, typer.Option(help="A number by which a run makes the same choices again; else drawn.")]
Keep = Annotated[
    bool, typer.Option("--keep", help="Do not remove the site and rows that the run made, to look at them.")
]
Runs = Annotated[Path | None, typer.Option(help="Where run directories go, instead of runs/ here.")]
MayLoad = Annotated[
    bool,
    typer.Option("--i-may-load-this-target", help="The target is not on this machine, and you may put load on it."),
]


OF_THE_TARGET = {
    "target": (File, None),
    "gateway": (Gateway, None),
    "database": (Database, None),
    "ca": (Ca, None),
    "origin": (Origin, None),
    "denied_origin": (DeniedOrigin, None),
    "site": (SiteId, None),
    "trusts_forwarded_for": (TrustsForwardedFor, None),
    "limit": (Limit, None),
    "window_s": (WindowSeconds, None),
    "controls": (Controls, None),
    "start": (Start, None),
}
OF_THE_RUN = {
    "seed": (Seed, None),
    "keep": (Keep, False),
    "runs": (Runs, None),
    "i_may_load_this_target": (MayLoad, False),
}


@dataclass(frozen=True)
class Asked:
    """What the flags of a verb that measures came to: whom to measure, how, and where to tell it."""

    verb: str
    record: TargetRecord
    bundled: Bundled
    seed: int | None
    keep: bool
    runs: Path | None
    may_load: bool
    console: Console

    def measure(self, work: Callable[[Bench, int], Awaitable[Found]]) -> Measured[Found]:
        """Do the work on the target, with the seed of the run."""
        from simulator.measuring import MeasureOptions, measure, real_world  # noqa: PLC0415 - `--help` must not wait

        where = {"runs": self.runs} if self.runs else {}
        options = MeasureOptions(self.verb, self.seed, self.keep, self.may_load, **where)
        return measure(self.record, options, real_world(self.bundled), self.console, work)

    def tell(self, table: RenderableType, last: str) -> None:
        """Print what was found, and the last lines."""
        self.console.print()
        self.console.print(table)
        self.console.print(f"\n{last}", soft_wrap=True)


def measuring(
    verb: str, *, without: Collection[str] = (), plain_width: int = 200
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function of `Asked`: its flags are the target's (but for `without`), its own, the run's.

    `plain_width` is the width of what is no terminal.
    """

    def command_of(function: Callable[..., None]) -> Callable[..., None]:
        def command(context, **given):  # noqa: ANN001, ANN003, ANN202 - typer reads the signature that is put below
            common = {name: given.pop(name) for name in (*target, *OF_THE_RUN)}
            function(_asked(verb, context.obj, common, plain_width), **given)

        target = {name: flag for name, flag in OF_THE_TARGET.items() if name not in without}
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        command.__signature__ = inspect.Signature([context, *_parameters(target), *own, *_parameters(OF_THE_RUN)])
        command.__name__, command.__doc__ = function.__name__, function.__doc__
        return command

    return command_of


def _parameters(flags: Mapping[str, tuple[Any, Any]]) -> list[inspect.Parameter]:
    kind = inspect.Parameter.KEYWORD_ONLY
    return [inspect.Parameter(name, kind, default=default, annotation=of) for name, (of, default) in flags.items()]


def _asked(verb: str, other: Bundled | None, given: Mapping[str, Any], plain_width: int) -> Asked:
    record = record_of(given, given["target"])
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = plain_width
    return Asked(
        verb=verb,
        record=record,
        bundled=bundled_of(other, record),
        seed=given["seed"],
        keep=given["keep"],
        runs=given["runs"],
        may_load=given["i_may_load_this_target"],
        console=console,
    )


def record_of(flags: Mapping[str, Any], file: Path | None) -> TargetRecord:
    """Read the record's file, if there is one, and let the flags of its fields' names win."""
    given = {name: value for name, value in flags.items() if name in TargetRecord.__dataclass_fields__}
    return (TargetRecord.read(file) if file else TargetRecord()).overlaid(given)


def bundled_of(other: Bundled | None, record: TargetRecord) -> Bundled:
    """Give what the front door put in place of our gateway, or our gateway."""
    if other and (record.gateway or record.start):
        raise typer.BadParameter(f"expected no gateway beside {other.name}; came: one; leave out either")
    return other or Bundled()

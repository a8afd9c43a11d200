"""The target record as flags, for every verb that measures: one name, one meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.judge.record import Bundled, TargetRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

File = Annotated[Path | None, typer.Option("--target", help="A TOML file with any of the names below.")]
Gateway = Annotated[str | None, typer.Option(help="Base URL or endpoint. Without it the bundled one.")]
Database = Annotated[
    str | None, typer.Option(help="The gateway's DSN; without a gateway also where ours comes from: embedded, docker.")
]
Origin = Annotated[str | None, typer.Option(help="An origin it allows; else found by asking.")]
DeniedOrigin = Annotated[str | None, typer.Option(help="An origin it refuses.")]
SiteId = Annotated[str | None, typer.Option(help="Public id of an existing site; else one is made.")]
TrustsForwardedFor = Annotated[
    bool | None, typer.Option(help="Whether X-Forwarded-For tells clients apart; else found out.")
]
Limit = Annotated[int | None, typer.Option(help="Requests a window (100).")]
WindowSeconds = Annotated[int | None, typer.Option(help="Seconds a window (60).")]
Controls = Annotated[bool | None, typer.Option(help="Its clock can be moved; else found out.")]
Start = Annotated[str | None, typer.Option(help="Command that starts it, with {port} and {database}.")]
Seed = Annotated[int | None, typer.Option(help="Repeat a run's choices.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave our site and its rows, to look at them.")]
Runs = Annotated[Path | None, typer.Option(help="Where run directories go, instead of runs/ here.")]
MayLoad = Annotated[
    bool, typer.Option("--i-may-load-this-target", help="It is not on this machine, and yours to load.")
]


def record_of(flags: Mapping[str, Any], file: Path | None) -> TargetRecord:
    """Read the record's file, if there is one, and let the flags of its fields' names win."""
    given = {name: value for name, value in flags.items() if name in TargetRecord.__dataclass_fields__}
    return (TargetRecord.read(file) if file else TargetRecord()).overlaid(given)


def bundled_of(other: Bundled | None, record: TargetRecord) -> Bundled:
    """Give what the front door put in place of our gateway, or our gateway."""
    if other and (record.gateway or record.start):
        raise typer.BadParameter(f"expected no gateway beside {other.name}; came: one; leave out either")
    return other or Bundled()

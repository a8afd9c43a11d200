"""The target record: everything that is said about a target before it is asked.

It decides which records make sense. It asks nobody: what is not said is found out by `probe`.
"""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass, fields, replace
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints
from urllib.parse import urlsplit

from simulator.judge import tls
from simulator.judge.nearest import nearest
from simulator.judge.text import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Sources of a database that the harness makes itself; anything else is a DSN.
OWN_SOURCES = ("embedded", "docker")
# Flags that say of a run how it is made, and not of a target what it is: a record's file may hold them as well, and a
# verb takes those that it has.
OF_A_RUN = (
    *("sector", "clause", "exclude", "last_failed", "smoke", "slow", "order", "baseline", "write_baseline", "against"),
    *("strict", "require", "require_judged", "wait", "seed", "keep", "runs", "i_may_load_this_target"),
    *("rate", "duration", "scale", "workers", "no_books", "thresholds", "rounds", "at_once"),
)


class RecordRefused(Exception):
    """A record that makes no sense: what was expected, what came, what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Bundled:
    """What is started where a record names no gateway: its name for people, and what our own is told besides.

    `tracker`: a script in place of the bundled one.
    """

    name: str = "the bundled reference"
    arguments: tuple[str, ...] = ()
    tracker: bytes | None = None


@dataclass(frozen=True)
class TargetRecord:
    """What is to be judged, and what is known of it. None: find out, or do without."""

    gateway: str | None = None  # base URL or endpoint; None: the harness starts one
    database: str | None = None  # DSN of the gateway's database; without a gateway: embedded, docker or a server's DSN
    ca: str | None = None  # PEM file of the authorities that signed its certificate, where they are not public ones
    tracker: str | None = None  # file or URL
    origin: str | None = None  # one that the gateway allows
    denied_origin: str | None = None
    site: str | None = None  # public id of an existing site
    trusts_forwarded_for: bool | None = None
    limit: int = 100
    window_s: int = 60
    production: bool = False
    log: str | None = None  # file the gateway's stderr goes to
    controls: bool | None = None  # True: must be there; False: do not use them
    start: str | None = None  # command line with {port} and {database}: how the gateway is started otherwise

    @classmethod
    def read(cls, path: Path) -> TargetRecord:
        """Read a TOML file whose keys are the fields' names; `RecordRefused` names the key."""
        values = values_in(path)
        return cls.of({name: value for name, value in values.items() if name not in OF_A_RUN}, str(path))

    @classmethod
    def of(cls, values: Mapping[str, Any], where: str) -> TargetRecord:
        """Build a record from named values; `where` says in errors who named them."""
        for name, value in values.items():
            _known(name, value, where)
        return cls(**values).checked()

    def overlaid(self, flags: Mapping[str, Any]) -> TargetRecord:
        """Let flags win over the file; a flag that was not given (None) changes nothing."""
        return replace(self, **{name: value for name, value in flags.items() if value is not None}).checked()

    @property
    def makes_its_database(self) -> bool:
        """Whether `database` is no DSN but a place where the harness gets a Postgres (`embedded:/bin/dir` included)."""
        return self.database is not None and self.database.partition(":")[0] in OWN_SOURCES

    def checked(self) -> TargetRecord:
        """Give the record back if it makes sense, else `RecordRefused`."""
        if self.gateway is not None:
            _url(self.gateway)
        if self.ca is not None and (why := tls.why_unusable(self.ca)):
            raise RecordRefused(f"expected certificates (PEM) in {self.ca}; came: {why}; correct --ca")
        if self.log is not None and self.gateway is None:
            raise RecordRefused(
                f"expected --log beside the --gateway that writes it; came: {self.log} and none;"
                " the log of a gateway that the harness starts is read anyway"
            )
        if self.gateway is not None and self.makes_its_database:
            raise RecordRefused(
                f"expected the DSN of the database behind {self.gateway}; came: {self.database};"
                " give that DSN, or leave --database out and see rows not observed"
            )
        if self.start is not None:
            _command(self.start)
        for name in ("limit", "window_s"):
            if getattr(self, name) <= 0:
                raise RecordRefused(f"expected {name} above 0; came: {getattr(self, name)}; correct the record")
        return self


def values_in(path: Path) -> dict[str, Any]:
    """Read a record's file as it stands; `RecordRefused` where it is none."""
    try:
        return tomllib.loads(read_text(path))
    except OSError as error:
        raise RecordRefused(f"expected a target record at {path}; came: {error.strerror}; correct --target") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecordRefused(f"expected TOML in {path}; came: {error}; correct the file") from error


def _known(name: str, value: Any, where: str) -> None:
    types = get_type_hints(TargetRecord)
    if name not in types:
        names = ", ".join(sorted(field.name for field in fields(TargetRecord)))
        came = f"{name}{nearest(name, (*types, *OF_A_RUN))}"
        raise RecordRefused(f"expected in {where} only {names}, or a flag of a run; came: {came}; correct or remove it")
    allowed = tuple(kind for kind in (get_args(types[name]) or (types[name],)) if kind is not NoneType)
    if type(value) not in allowed:
        wanted = " or ".join(kind.__name__ for kind in allowed)
        raise RecordRefused(f"expected {name} in {where} to be {wanted}; came: {value!r}; correct it")


def _command(start: str) -> None:
    try:
        words = shlex.split(start)
    except ValueError as error:
        raise RecordRefused(f"expected --start as a command line; came: {start!r}: {error}; close it") from error
    if not words:
        raise RecordRefused(f"expected --start as a command line; came: {start!r}; leave it out or name a command")


def _url(gateway: str) -> None:
    try:
        parts = urlsplit(gateway)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise RecordRefused(f"expected --gateway as http(s)://host[:port][/path]; came: {gateway!r}; correct it")

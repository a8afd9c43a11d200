"""What a run must keep to, read from TOML, and whether it did.

It decides which figure a name is about and how a comparison is said. It must not know how figures are taken.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from loadtests import profiles
from simulator.judge.text import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWN = Path(__file__).with_name("thresholds.toml")
Group = Literal["generator", "admission", "books", "errors", "latency_ms", "growth"]
NO_BOUND = -1
Bounds = dict[str, dict[str, float]]


class ThresholdsRefused(Exception):
    """A file of thresholds that cannot be used: what was expected, what came, what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Kept:
    """One threshold and what came: `group.name`, the bound, the figure, and whether it was kept.

    `excused`: why the target is not to blame for one that was not kept.
    """

    group: str
    name: str
    bound: float
    came: float | None
    kept: bool
    excused: str = ""

    def told(self) -> dict[str, Any]:
        """Give everything, for reports."""
        return asdict(self)


def read(profile: str, path: Path | None = None) -> Bounds:
    """Give the bounds of a profile: our own, then the file's; a profile's table after the common one."""
    own = _parsed(OWN)
    bounds: Bounds = {group: dict(table) for group, table in own.items() if group != "profile"}
    known = {group: set(table) for group, table in bounds.items()}
    for tables in own.get("profile", {}).values():
        for group, table in tables.items():
            known[group] |= set(table)
    _lay(bounds, own.get("profile", {}).get(profile, {}), known, OWN)
    if path:
        given = _parsed(path)
        _lay(bounds, {group: table for group, table in given.items() if group != "profile"}, known, path)
        for name, tables in _profiles(given.get("profile", {}), path).items():
            of_this = bounds if name == profile else {group: dict(table) for group, table in bounds.items()}
            _lay(of_this, tables, known, path)
    return bounds


def judged(bounds: Bounds, figures: Mapping[str, Mapping[str, float | None]]) -> Iterator[Kept]:
    """Compare each figure that there is (`group`, then name without `_max`) with its bound."""
    for group, table in bounds.items():
        for name, bound in table.items():
            measured = name.removesuffix("_max")
            if bound == NO_BOUND or not name.endswith("_max") or measured not in figures.get(group, {}):
                continue
            came = figures[group][measured]
            yield Kept(group, measured, bound, came, came is None or came <= bound)


def _profiles(given: Any, path: Path) -> dict[str, Any]:
    """Give the tables of profiles, each of which must be there: a table for none would never be looked at."""
    named = given if isinstance(given, dict) else {str(given): {}}
    for name, tables in named.items():
        if name not in profiles.ALL or not isinstance(tables, dict):
            raise ThresholdsRefused(
                f"expected in {path} tables of profiles under [profile.NAME]; came: profile.{name};"
                f" profiles there are: {', '.join(sorted(profiles.ALL))}"
            )
    return named


def _lay(bounds: Bounds, tables: Mapping[str, Any], known: Mapping[str, set[str]], path: Path) -> None:
    for group, table in tables.items():
        for name, value in table.items() if isinstance(table, dict) else ((str(table), None),):
            if group not in known or name not in known[group] or not _is_number(value):
                names = ", ".join(sorted(known.get(group, known)))
                raise ThresholdsRefused(
                    f"expected in {path} numbers under {', '.join(known)}; came: {group}.{name} = {value!r};"
                    f" names there are: {names}"
                )
            bounds[group][name] = value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except OSError as error:
        raise ThresholdsRefused(
            f"expected thresholds at {path}; came: {error.strerror}; correct --thresholds"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThresholdsRefused(f"expected TOML in {path}; came: {error}; correct the file") from error

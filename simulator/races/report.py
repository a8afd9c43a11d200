"""What races came to, for people and machines: distributions over rounds. It decides how they look."""

from __future__ import annotations

import json
from dataclasses import asdict
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.table import Table

from simulator.report.words import counted, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from simulator.races.races import Race

COUNTED = ("refused", "lost", "doubled")


def table(races: Sequence[Race]) -> Table:
    """Build the table."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("race", "rounds", *COUNTED, "right every round"):
        drawn.add_column(heading, overflow="fold")
    for row in _rows(races):
        drawn.add_row(*map(plain, row))
    return drawn


def markdown(races: Sequence[Race], head: Mapping[str, Any]) -> str:
    """Give the table for a page."""
    headings = ["race", "rounds", *COUNTED, "right every round"]
    lines = ["# Races", "", f"Target {plain(str(head['target']['gateway']))} · seed {head['seed']}", ""]
    lines += [f"| {' | '.join(row)} |" for row in (headings, ["---"] * len(headings), *_rows(races))]
    lines += ["", "`n*k`: k rounds had n of them."]
    return "\n".join(lines) + "\n"


def write(races: Sequence[Race], head: Mapping[str, Any], directory: Path) -> None:
    """Write races.json and races.md."""
    told = [asdict(race) | {what: race.distribution(what) for what in COUNTED} for race in races]
    text = json.dumps({**head, "races": told}, indent=1, ensure_ascii=False)
    (directory / "races.json").write_text(text + "\n", "utf-8")
    (directory / "races.md").write_text(markdown(races, head), "utf-8")


def _rows(races: Sequence[Race]) -> list[list[str]]:
    return [
        [race.name, str(len(race.rounds)), *(_told(race, what) for what in COUNTED), _right(race)] for race in races
    ]


def _told(race: Race, what: str) -> str:
    numbers = [getattr(one, what) for one in race.rounds]
    if not any(numbers):
        return "0 always"
    spread = " ".join(f"{number}*{rounds}" for number, rounds in race.distribution(what).items())
    return f"{sum(numbers)} in all, median {median(numbers):g}, at most {max(numbers)}: {spread}"


def _right(race: Race) -> str:
    if race.right is None:
        return "measured only"
    return race.right if not race.broken else f"NO in {counted(race.broken, 'round')} ({race.right})"

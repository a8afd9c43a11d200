"""Sweeping up after runs that were killed: what their events say they made, and nobody put away.

Only rows that such a run recorded are touched: sites by their random public ids, rows made for them by their keys,
visits in a site of theirs by the addresses and ids we invented, from that moment on. A run that still lives holds the
lock on its events, and is left alone. It must not know how a run ends otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from simulator.judge import events
from simulator.judge.addresses import Addresses
from simulator.judge.beacon import inventions_in
from simulator.judge.record import OWN_SOURCES
from simulator.judge.site import Referenced, SiteRefused, Sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from simulator.judge.removal import Left
    from simulator.judge.rows import Rows

# What is looked for, as it begins in a line: a run's other thousand events are not parsed.
_TOLD = ("run_started", "measuring_started", "site_begun", "site_made", "site_found", "row_made", "put_away", "kept",
         "swept", "addresses_taken")
_BEGINNINGS = tuple(f'{{"event": "{kind}"' for kind in _TOLD)
# More than a run hands out: those it did not live to write down are among them.
ADDRESSES_MAX = 5000


@dataclass
class Leftover:
    """What one killed run may have left, as far as it could say. `visited`: a public id of theirs, and since when."""

    directory: Path
    sites: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    rows: list[Referenced] = field(default_factory=list)
    visited: tuple[str, str] | None = None
    first_address: int = 0
    addresses: int = ADDRESSES_MAX

    @property
    def anything(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.sites or self.rows or self.visited)


async def sweep(runs: Path, rows: Rows, tell: Callable[..., None], now_ms: Callable[[], int]) -> None:
    """Remove from this database what killed runs left in it; each is told, here and in its own events."""
    for path in _earlier(runs):
        with path.open("r+", encoding="utf-8") as file:
            left = _left(path.parent, file) if events.lock(file) else None
            if left and left.anything and await _removed(left, rows, tell):
                swept = {"run": left.directory.name, "sites": len(left.sites)}
                tell("swept", **swept)
                file.write(json.dumps({"event": "swept", "at_ms": now_ms(), **swept}) + "\n")


def _earlier(runs: Path) -> list[Path]:
    return [path for path in sorted(runs.glob("*/events.jsonl")) if not path.parent.is_symlink()]


def _left(directory: Path, file: TextIO) -> Leftover | None:
    left = Leftover(directory)
    for event in _read(file):
        match event["event"]:
            case "run_started" | "measuring_started" if _has_its_own(event["target"]):
                return None
            case "site_begun":
                left.sites.add(event["public_id"])
            case "site_made":
                left.ids.add(event["row"]["id"])
            case "site_found":
                left.visited, left.first_address = (event["public_id"], event["since"]), event["first_address"]
            case "row_made":
                made = {name: event[name] for name in Referenced.__dataclass_fields__}
                left.rows.append(Referenced(**made))
            case "addresses_taken":
                left.addresses = max(left.addresses, event["count"] + ADDRESSES_MAX)
            case "put_away" | "kept" | "swept":
                return None
    return left


def _has_its_own(target: dict[str, Any]) -> bool:
    """A database that was made for the run went with it, or there was none."""
    return str(target.get("database", OWN_SOURCES[0])).partition(":")[0] in OWN_SOURCES


async def _removed(left: Leftover, rows: Rows, tell: Callable[..., None]) -> bool:
    """Remove what is in this database; False if nothing of it was (then it lies in another), or if some of it stays."""
    sites = Sites(rows)
    inventions = _inventions(left.directory / "history.jsonl")
    found, stayed = await sites.remove_by_public_id(left.sites, left.ids, inventions)
    for made in reversed(left.rows):
        there = await rows.fetch("SELECT to_regclass(%s) IS NOT NULL AS there", made.table)
        if there[0]["there"]:
            stayed += await sites.remove_referenced([made])
    if left.visited:
        visits, more = await _visits_removed(left, sites, inventions, *left.visited)
        found, stayed = found + visits, stayed + more
    for one in stayed:
        tell("left_behind", what=f"{one.count} of {one.table}, of the killed run {left.directory.name}", why=one.why)
    return found > 0 and not stayed


async def _visits_removed(
    left: Leftover, sites: Sites, inventions: set[str], public_id: str, since: str
) -> tuple[int, list[Left]]:
    try:
        site = await sites.find(public_id)
    except SiteRefused:
        return 0, []
    addresses = [Addresses(left.first_address, loopback=loopback) for loopback in (False, True)]
    given = [one.fresh() for one in addresses for _ in range(left.addresses)]
    return await sites.remove_visits(site, inventions, given, since)


def _inventions(history: Path) -> set[str]:
    if not history.exists():
        return set()
    with history.open(encoding="utf-8") as lines:
        written = [json.loads(line) for line in lines if line.endswith("\n")]
    return {
        one for line in written if line["kind"] == "exchange" for one in inventions_in(line["request"]["body"])
    }


def _read(file: TextIO) -> Iterator[dict[str, Any]]:
    for line in file:
        if line.startswith(_BEGINNINGS) and line.endswith("\n"):
            yield json.loads(line)

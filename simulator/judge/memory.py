"""What earlier runs left behind for later ones to know: the clauses that failed last. It judges nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from simulator.judge.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

# What is worth asking again: also what nobody knew.
FAILED = ("invalid", "deviates", "unknown")
# A run that has none of these came to nothing.
ANSWERS = (*FAILED, "valid", "shown", "not shown")


def last_failed(runs: Path) -> tuple[frozenset[str], str]:
    """Give the clauses that failed in the latest run that judged any, and a sentence about them for people.

    None, where there is no such run or nothing failed in it: the sentence says which, and that all are judged.
    """
    latest = _latest(runs)
    if latest is None:
        return frozenset(), f"no earlier results in {runs}: everything is judged"
    where, clauses = latest
    failed = frozenset(one["id"] for one in clauses if one["verdict"] in FAILED)
    if not failed:
        return failed, f"nothing failed in {where}: everything is judged"
    return failed, f"only what failed in {where}: {len(failed)} clause{'s' * (len(failed) != 1)}"


def _latest(runs: Path) -> tuple[str, list[dict[str, str]]] | None:
    """Give the name and the clauses of a run; by name `latest` stands behind all dates, and is looked at first."""
    for path in sorted(runs.glob("*/results.json"), reverse=True):
        clauses = _clauses(path)
        if any(one["verdict"] in ANSWERS for one in clauses):
            return path.resolve().parent.name, clauses
    return None


def _clauses(results: Path) -> list[dict[str, str]]:
    try:
        return json.loads(read_text(results))["clauses"]
    except (OSError, ValueError, KeyError):
        return []

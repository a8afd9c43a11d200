"""results.json: a run's verdicts for machines. It decides the file's shape and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from simulator.judge.events import Event

# Of a clause_judged event, what a reader of results needs; the sentence is in SPEC.md, named by its hash.
_CLAUSE = ("id", "level", "sector", "section", "verdict", "room", "checks")


def build(events: Iterable[Event]) -> dict[str, Any]:
    """Give the results of a run: seed, version, spec_sha256, target, clauses, and how it ended (null: it did not)."""
    results: dict[str, Any] = {"seed": None, "version": None, "spec_sha256": None, "target": {}, "clauses": []}
    results |= {"started_at": None, "exit_code": None, "interrupted": None, "counts": {}}
    for event in events:
        match event["event"]:
            case "run_started":
                results |= {name: event[name] for name in ("seed", "version", "spec_sha256", "started_at")}
                results["target"] |= {**event["target"], "postgres": event["postgres"]}
            case "target_found":
                results["target"]["found"] = event["line"]
            case "clause_judged":
                results["clauses"].append({name: event[name] for name in _CLAUSE})
            case "run_finished":
                results |= {name: event[name] for name in ("exit_code", "interrupted", "counts")}
    return results


def write(events: Iterable[Event], path: Path) -> None:
    """Write results.json."""
    path.write_text(json.dumps(build(events), indent=2, ensure_ascii=False) + "\n", "utf-8", "backslashreplace")

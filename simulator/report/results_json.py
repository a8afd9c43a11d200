"""results.json: a run's verdicts for machines. It decides the file's shape and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulator.report.causes import causes
from simulator.report.coverage import coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from simulator.judge.events import Event

# Of a clause_judged event, what a reader of results needs; the sentence is in SPEC.md, named by its hash.
_CLAUSE = ("id", "level", "sector", "section", "verdict", "room", "checks")
_AGAINST = ("first", "second", "differing", "sentence")


def build(events: Iterable[Event]) -> dict[str, Any]:
    """Give the results of a run: what it was, what was judged of what, how it ended (null: it did not), the clauses."""
    results: dict[str, Any] = {"seed": None, "version": None, "spec_sha256": None, "target": {}, "started_at": None}
    results |= {"exit_code": None, "reason": None, "interrupted": None, "judged": {}, "counts": {}, "against": None}
    clauses: list[Event] = []
    asked = 0
    known: dict[str, Event] = {}
    for event in events:
        match event["event"]:
            case "run_started":
                results |= {name: event[name] for name in ("seed", "version", "spec_sha256", "started_at")}
                results["target"] |= {**event["target"], "postgres": event["postgres"]}
                asked = event.get("clauses", 0)
            case "target_found":
                results["target"]["found"] = event["line"]
            case "clause_judged":
                clauses.append(event)
            case "baseline_compared":
                known = {entry["clause"]: entry for entry in event["known"]}
            case "run_refused":
                results |= {name: event[name] for name in ("exit_code", "reason")}
            case "run_finished":
                results |= {name: event.get(name) for name in ("exit_code", "reason", "interrupted", "counts")}
            case "against_compared":
                results["against"] = {name: event[name] for name in _AGAINST}
    results["judged"] = _judged(clauses, known, asked)
    results["clauses"] = [{**{name: one[name] for name in _CLAUSE}, "known": known.get(one["id"])} for one in clauses]
    return results


def write(events: Iterable[Event], path: Path) -> None:
    """Write results.json."""
    path.write_text(json.dumps(build(events), indent=2, ensure_ascii=False) + "\n", "utf-8", "backslashreplace")


def _judged(clauses: Sequence[Event], known: dict[str, Event], asked: int) -> dict[str, Any]:
    seen = coverage(clauses, asked)
    shared = causes([one for one in clauses if one["id"] not in known])
    return {
        "clauses": seen.all_judged,
        "of": seen.all_of,
        "levels": {level: {"judged": seen.judged[level], "of": of} for level, of in seen.of.items()},
        "as_far_as_seen": seen.thin,
        "not_judged": [{"for_want_of": want, "clauses": count} for want, count in seen.wants.items()],
        "shared_findings": [{"finding": one.finding, "clauses": list(one.clauses)} for one in shared],
    }

"""Two results side by side: what changed, clause by clause, and whether anything got worse.

It decides what is worse: a clause that was better off before, and that includes one that is no longer seen. A clause
that only one of the runs was asked about is named, and counts for nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.judge.text import read_text
from simulator.report.recorded import RunUnreadable
from simulator.report.words import finding

if TYPE_CHECKING:
    from pathlib import Path

# From best to worst; those of one rank are alike.
RANK = {
    "valid": 0,
    "not shown": 0,
    "shown": 1,
    "not judged yet": 2,
    "not observable": 2,
    "unknown": 3,
    "deviates": 4,
    "invalid": 5,
}
NAMED_MAX = 12
# A run is told by these; where they differ the comparison says so.
HEAD = ("version", "spec_sha256")

Clauses = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One clause whose verdict, or whose finding under the same verdict, is another. `kind`: worse, better, other."""

    id: str
    level: str
    kind: str
    before: str
    after: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed between two results; `notes` are what the reader should know of the runs themselves."""

    changes: tuple[Change, ...]
    same: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def worse(self) -> tuple[Change, ...]:
        """What got worse."""
        return tuple(change for change in self.changes if change.kind == "worse")


def read(path: Path) -> dict[str, Any]:
    """Read a results.json, or the one in a run's directory; `RunUnreadable` says why not."""
    file = path / "results.json" if path.is_dir() else path
    try:
        results = json.loads(read_text(file))
        clauses = results["clauses"]
        known = all(one["id"] and one["verdict"] in RANK and one["checks"] is not None for one in clauses)
    except (OSError, ValueError, KeyError, TypeError) as error:
        came = error.strerror if isinstance(error, OSError) else f"{type(error).__name__} at {error}"
        raise RunUnreadable(f"expected a results.json at {file}; came: {came}; name a run or its results") from error
    if not known:
        raise RunUnreadable(f"expected verdicts that are known here in {file}; came: others; use the version it is of")
    return results


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Compare two results; `RunUnreadable` when they share no clause."""
    old, new = _by_id(before), _by_id(after)
    shared = [clause for clause in old if clause in new]
    if not shared:
        raise RunUnreadable("expected results with clauses in common; came: none; name two runs of the same clauses")
    changes = tuple(change for clause in shared if (change := _change(old[clause], new[clause])))
    return Comparison(
        changes,
        len(shared) - len(changes),
        tuple(clause for clause in old if clause not in new),
        tuple(clause for clause in new if clause not in old),
        tuple(_notes(before, after)),
    )


def lines(comparison: Comparison) -> list[str]:
    """Say it, the worse first."""
    told = [f"note   {note}" for note in comparison.notes]
    for kind in ("worse", "better", "other"):
        for change in comparison.changes:
            if change.kind == kind:
                told.append(f"{kind:<6} {change.id}  {change.level:<6}  {change.before} -> {change.after}")
                told += [f"{'':15}{one}" for one in change.findings]
    for word, ids in (("before", comparison.only_before), ("after", comparison.only_after)):
        named = ", ".join(ids[:NAMED_MAX]) + (", …" if len(ids) > NAMED_MAX else "")
        told += [f"only {word}: {len(ids)}: {named}"] if ids else []
    kinds = [change.kind for change in comparison.changes]
    counts = f"{kinds.count('worse')} worse, {kinds.count('better')} better, {kinds.count('other')} otherwise changed"
    return [*told, f"{counts}, {comparison.same} the same"]


def _by_id(results: dict[str, Any]) -> Clauses:
    return {clause["id"]: clause for clause in results["clauses"]}


def _change(old: dict[str, Any], new: dict[str, Any]) -> Change | None:
    before, after = old["verdict"], new["verdict"]
    was, found = _findings(old), _findings(new)
    if before == after and was == found:
        return None
    step = RANK[after] - RANK[before]
    kind = "worse" if step > 0 else "better" if step < 0 else "other"
    told = tuple([f"before: {one}" for one in was] + [f"after: {one}" for one in found])
    return Change(new["id"], new["level"], kind, before, after, told)


def _findings(clause: dict[str, Any]) -> list[str]:
    return [line for line in map(finding, clause["checks"]) if line]


def _notes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    heads = [(name, before.get(name), after.get(name)) for name in HEAD]
    notes = [f"another {name}: {old} -> {new}" for name, old, new in heads if old != new]
    cut = [word for word, results in (("first", before), ("second", after)) if results.get("exit_code") is None]
    return notes + [f"the {word} run did not come to its end" for word in cut]

"""What a run of the gallery comes to: the matrix files, the last lines, and whether it failed.

Decides that three things fail it: a fault that survives, a healthy build or a cure that is accused, and (when the whole
gallery ran) a clause in force that no fault breaks and nobody excuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import REGISTRY
from simulator.judge.events import read as read_events
from simulator.judge.spec import read as read_spec
from simulator.verify import SPEC
from tests.faulty.coverage import read_unbroken, toothless
from tests.faulty.matrix import Matrix, markdown, summary
from tests.faulty.matrix_page import page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.faulty.trial import Trial


def conclude(trials: Sequence[Trial], directory: Path, *, whole: bool) -> tuple[list[str], bool]:
    """Write matrix.md and matrix.html; gives the last lines for people, and whether anything is wrong."""
    matrix = _matrix(trials, directory, whole=whole)
    (directory / "matrix.md").write_text(markdown(matrix), "utf-8")
    (directory / "matrix.html").write_text(page(matrix), "utf-8")
    wrong = [trial.name for trial in matrix.trials if trial.wrong]
    lines = [*summary(matrix), f"matrix  {directory / 'matrix.md'}, {directory / 'matrix.html'}"]
    if wrong:
        lines.append(f"wrong   {', '.join(wrong)}")
    return lines, bool(wrong or matrix.toothless)


def _matrix(trials: Sequence[Trial], directory: Path, *, whole: bool) -> Matrix:
    spec = read_spec(SPEC)
    faults = [trial.fault for trial in trials if trial.fault]
    bare = tuple(toothless(spec, REGISTRY.values(), faults)) if whole else None
    return Matrix(spec, tuple(trials), bare, read_unbroken() if whole else {}, _head(directory))


def _head(directory: Path) -> dict[str, object]:
    started, *_, finished = read_events(directory)
    return {
        "version": started["version"],
        "spec": started["spec_sha256"][:16],
        "seed": started["seed"],
        "checks": "all on all" if started["scope"] == "full" else "declared clauses and a smoke of the others",
        "took": f"{finished['duration_ms'] / 1000:.0f} s",
        "Postgres": started["postgres"],
    }

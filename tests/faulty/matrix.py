"""The kill matrix, clauses by faults: what stands in a cell, and the matrix as Markdown.

Decides marks and what is worth a row or a column. It must not know how a build was tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.judge.spec import Clause, Spec
    from tests.faulty.trial import Trial

KILLED, SURVIVED, ALSO, FINE, NOT_RUN = "●", "✗", "○", "·", ""
LEGEND = f"{KILLED} kills as declared · {SURVIVED} declared and did not kill · {ALSO} breaks as well · {FINE} holds"


@dataclass(frozen=True)
class Matrix:
    """A run of the gallery. `toothless`: clauses in force that no fault declares; `excused`: those with a reason.

    Where only a part of the gallery ran, `toothless` is None: nobody asked.
    """

    spec: Spec
    trials: tuple[Trial, ...]
    toothless: tuple[str, ...] | None
    excused: dict[str, str]
    head: dict[str, object]

    @cached_property
    def faults(self) -> list[Trial]:
        """The columns: builds that must be killed, in the order of the first clause that kills them (a diagonal)."""
        order = {clause.id: place for place, clause in enumerate(self.spec.clauses)}
        columns = [trial for trial in self.trials if not trial.must_be_clean]
        return sorted(columns, key=lambda trial: min(order.get(clause, 0) for clause in trial.declared))

    @property
    def clean(self) -> list[Trial]:
        """The healthy build and the cures, which must not be accused."""
        return [trial for trial in self.trials if trial.must_be_clean]

    @property
    def killed(self) -> list[Trial]:
        """The faults that every declared clause killed."""
        return [trial for trial in self.faults if not trial.wrong]

    def sections(self) -> Iterator[tuple[str, list[Clause], list[Trial]]]:
        """Give each section with the clauses some fault declares or breaks, and the faults that have a mark there."""
        for sector, section, clauses in self.spec.sections():
            rows = [clause for clause in clauses if any(mark(trial, clause.id) in MARKS for trial in self.faults)]
            columns = [trial for trial in self.faults if any(mark(trial, clause.id) in MARKS for clause in rows)]
            if rows:
                yield f"{sector} · {section}", rows, columns


MARKS = frozenset({KILLED, SURVIVED, ALSO})


def mark(trial: Trial, clause: str) -> str:
    """Give what stands where a clause meets a fault."""
    accused = clause in trial.accused
    if clause in trial.declared:
        return KILLED if accused else SURVIVED
    if accused:
        return ALSO
    return FINE if clause in trial.verdicts else NOT_RUN


def summary(matrix: Matrix) -> list[str]:
    """Say what the run came to, line by line."""
    lines = [f"{len(matrix.killed)} of {len(matrix.faults)} faults killed by every clause they declare"]
    for trial in matrix.clean:
        kind = "the healthy build" if trial.fault is None else f"the cure {trial.name}"
        found = "; ".join(trial.wrong) or f"not accused by any of {len(trial.verdicts)} clauses"
        lines.append(f"{kind}: {found}")
    if matrix.toothless is not None:
        bare = ", ".join(matrix.toothless) or "none"
        lines.append(f"{len(matrix.toothless)} clauses in force that no fault breaks: {bare}")
    return lines + [f"{clause} cannot be broken alone: {reason}" for clause, reason in matrix.excused.items()]


def markdown(matrix: Matrix) -> str:
    """Draw the matrix, section by section, with the faults numbered as in the list that comes first."""
    numbers = {trial.name: f"F{number}" for number, trial in enumerate(matrix.faults, 1)}
    parts = ["# The kill matrix", "", *(f"- {name}: {value}" for name, value in matrix.head.items()), ""]
    parts += [*(f"- {_cell(line)}" for line in summary(matrix)), "", "## Faults", ""]
    parts += ["| | fault | vice | killed by | wrong |", "|---|---|---|---|---|"]
    parts += [f"| {numbers[trial.name]} | {' | '.join(map(_cell, _fault(trial)))} |" for trial in matrix.faults]
    parts += ["", "## Clauses", "", LEGEND]
    for title, clauses, columns in matrix.sections():
        parts += ["", f"### {title}", "", f"| | {' | '.join(numbers[one.name] for one in columns)} |"]
        parts += [f"|---|{':-:|' * len(columns)}"]
        parts += [f"| {one.id} | {' | '.join(mark(trial, one.id) for trial in columns)} |" for one in clauses]
    return "\n".join(parts) + "\n"


def _fault(trial: Trial) -> tuple[str, str, str, str]:
    vice = trial.fault.vice if trial.fault else ""
    return trial.name, vice, ", ".join(trial.declared), "; ".join(trial.wrong)


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")

"""What many findings have in common: where one cause explains them, a report says that first.

It decides when findings are alike: in what was expected and what was seen, whatever was looked at, or in the reason
why nobody knows. It judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.report.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.events import Event

# As many clauses with the same words are no coincidence.
CLAUSES_MIN = 4
CAUSE_CHARS_MAX = 300


@dataclass(frozen=True)
class Cause:
    """A finding that several clauses share."""

    finding: str
    clauses: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say it."""
        return f"{len(self.clauses)} clauses have one and the same finding: {self.finding} ({listed(self.clauses)})"


def causes(clauses: Sequence[Event]) -> list[Cause]:
    """Give what at least a few of these clauses have in common, the most frequent first."""
    sharing: dict[str, dict[str, None]] = {}
    for clause in clauses:
        for check in clause["checks"]:
            if check["verdict"] in ("invalid", "unknown"):
                said = _shared(check)[:CAUSE_CHARS_MAX]
                sharing.setdefault(said, {})[clause["id"]] = None
    found = [Cause(said, tuple(ids)) for said, ids in sharing.items() if len(ids) >= CLAUSES_MIN]
    return sorted(found, key=lambda one: -len(one.clauses))


def _shared(check: Event) -> str:
    if check["verdict"] == "unknown":
        return f"unknown: {check['reason']}"
    return f"expected {check['expected']}, saw {check['seen']}"

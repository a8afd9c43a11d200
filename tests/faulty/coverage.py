"""Which clauses are in force for the gallery, and which of them no fault breaks.

Decides what counts: every MUST and SHOULD that has a judge. It runs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.judge.selection import read_unjudged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.judge.check import Check
    from simulator.judge.spec import Clause, Spec
    from tests.faulty.fault import Fault

UNBROKEN_FILE = Path(__file__).with_name("unbroken.txt")
IN_FORCE = ("MUST", "SHOULD")


def read_unbroken() -> dict[str, str]:
    """Read the clauses that cannot be broken alone, each with its reason."""
    return read_unjudged(UNBROKEN_FILE)


def in_force(spec: Spec, checks: Iterable[Check]) -> list[Clause]:
    """Give the clauses that some fault must break, in the spec's order."""
    judged = {one.clause for one in checks}
    return [clause for clause in spec.clauses if clause.level in IN_FORCE and clause.id in judged]


def toothless(spec: Spec, checks: Iterable[Check], faults: Iterable[Fault]) -> list[str]:
    """Give the clauses in force that no fault declares and nobody excuses."""
    declared = {one for fault in faults for one in fault.killed_by}
    return [one.id for one in in_force(spec, checks) if one.id not in declared and one.id not in read_unbroken()]

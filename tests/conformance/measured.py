"""From trials to a measurement, for the hazard checks: what was seen is counted, nobody is accused.

Decides what a hazard check says when its premise does not come about: this target gives no occasion to see it, so that
the verdict is *not observable*. What kept the premise away is for the clauses to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotObservable, NotShown, Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.target import Answer, Target


def measured(trials: Sequence[bool], what: str) -> Shown | NotShown:
    """Say in how many of the trials the hazard `what` was seen."""
    return counted(sum(trials), len(trials), what)


def counted(times: int, of: int, what: str) -> Shown | NotShown:
    """Say that `what` was seen so many times of so many."""
    return Shown(times, of, what) if times > 0 else NotShown(of, what)


def given(premise: Any, what: str) -> None:
    """Go on only if the premise holds."""
    if not premise:
        raise NotObservable(f"this target gives no occasion to see it: expected {what}; it did not come about")


def row_of(rows: Sequence[dict[str, Any]], what: str) -> dict[str, Any]:
    """Give the only row; without it there is nothing to measure."""
    given(len(rows) == 1, f"one row: {what} (there are {len(rows)})")
    return rows[0]


async def sent(target: Target, *beacons: dict[str, Any], **how: Any) -> list[Answer]:
    """Post beacons one after the other and give their answers."""
    return [await target.post(beacon, **how) for beacon in beacons]


def is_synced(answer: Answer) -> bool:
    """Whether the answer says that the event was stored."""
    return answer.status == 200 and b'"synced"' in answer.body

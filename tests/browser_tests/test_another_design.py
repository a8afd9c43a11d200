"""A tracker of another design is judged, and crashes nothing: broken clauses, no unknowns, an account that adds up.

In the small DOM, where all scenarios take seconds; a browser's half is anybody's `opsmantik verify --tracker FILE`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser_tests.scenarios import scenarios
from browser_tests.verdicts import claimed
from simulator.judge.account import account
from simulator.page.stage import play
from simulator.page.theatre import Terms

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

OUTBOX = Path(__file__).with_name("outbox.js").read_text("utf-8")
PLAYED = [name for name, scenario in scenarios().items() if not scenario.browser_only]


@pytest.fixture(scope="module")
def visits() -> dict[str, Visit]:
    return {name: play(scenarios()[name], Terms(OUTBOX)) for name in PLAYED}


def verdicts(visits: dict[str, Visit]) -> list[dict[str, str]]:
    return [one for name, visit in visits.items() for one in claimed(scenarios()[name], visit)]


def test_nothing_is_unknown_of_what_the_tracker_did_not_do(visits: dict[str, Visit]) -> None:
    """What is promised and did not come is broken; what it gave no occasion for is not to be observed, and says why."""
    found = verdicts(visits)
    assert [one for one in found if one["verdict"] == "unknown"] == []
    assert [one for one in found if one["verdict"] == "not observable" and len(one["text"].split()) < 4] == []


def test_it_is_told_what_it_breaks_and_what_it_keeps(visits: dict[str, Visit]) -> None:
    """Its own way of keeping what failed breaks the clauses of the queue; it posts, as the blueprint has it."""
    found = verdicts(visits)
    broken = {one["clause"] for one in found if one["verdict"] == "broken"}
    kept = {one["clause"] for one in found if one["verdict"] == "holds"} - broken
    assert {"TRK-101", "TRK-301", "TRK-401", "TRK-617"} <= broken
    assert {"TRK-201", "TRK-602"} <= kept
    assert {one["verdict"] for one in found} == {"broken", "holds", "not observable", "shown", "not shown"}


@pytest.mark.parametrize("name", PLAYED)
def test_its_account_adds_up(name: str, visits: dict[str, Visit]) -> None:
    """Every event that its pages offered has a fate, or is named as unexplained: none is passed over."""
    closed = account(visits[name])
    missing = [fate for fate in closed.fates if fate.missing]
    assert sum(closed.events.values()) + len(missing) == closed.emitted
    assert len(closed.unexplained) >= len(missing)

"""How a playing ended, measured at what its engine allows: which claims and which account are not what they must be.

It decides what a listed difference excuses, and the exit code a playing asks for. It must not know who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests.differences import difference, expected
from browser_tests.everywhere import cause_of
from browser_tests.verdicts import unmet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browser_tests.performance import Performance

HELD, BROKEN, UNKNOWN = 0, 1, 3


def code_of(performance: Performance, engine: str) -> int:
    """Exit codes as in `verify`: an act that could not be done tells nothing of the tracker."""
    verdicts = {one["verdict"] for one in surprises(performance, engine)}
    if unmet([performance.visit]) or "unknown" in verdicts:
        return UNKNOWN
    if "broken" in verdicts or astray(performance, engine):
        return BROKEN
    return UNKNOWN if verdicts else HELD


def surprises(performance: Performance, engine: str) -> list[dict[str, str]]:
    """Give the claims that did not end as they must in this engine."""
    scenario = performance.scenario
    differing, good = difference(engine, scenario).clauses, ("holds", "shown", "not shown")
    return [one for one in performance.claims if (one["verdict"] in good) is (one["clause"] in differing)]


def astray(performance: Performance, engine: str) -> Sequence[str]:
    """Say how a playing's account differs from what its scenario expects in this engine."""
    if cause_of(performance.visit):
        return []  # it explains all of them
    told, account = performance.account, expected(engine, performance.scenario)
    if account is None:
        return [f"unexplained: {sentence}" for sentence in told.unexplained]
    return told.differences(account.events, account.intents, account.surplus)

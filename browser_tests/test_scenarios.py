"""Every scenario in a real browser: what it claims clause by clause, and that its account closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser_tests.scenarios import scenarios
from browser_tests.verdicts import told, unmet
from simulator.judge.check import NotShown, Shown

if TYPE_CHECKING:
    from browser_tests.performance import Performance

CLAIMED = [(scenario.name, clause) for scenario in scenarios().values() for clause in scenario.clauses]


def played(performances: dict[str, Any], name: str) -> list[Performance]:
    """Give a scenario's performances; what kept it from being played is raised here."""
    if name not in performances:
        pytest.skip("not played in this engine: " + "; ".join(scenarios()[name].not_in.values()))
    given = performances[name]
    if isinstance(given, BaseException):
        raise given
    return given


@pytest.mark.parametrize(("name", "clause"), CLAIMED)
def test_claim(name: str, clause: str, performances: dict[str, Any]) -> None:
    """The tracker holds what the scenario claims; a hazard is measured."""
    visits = [one.visit for one in played(performances, name)]
    given = told(scenarios()[name], clause, visits)
    assert clause.startswith("HAZ") == isinstance(given, Shown | NotShown)


@pytest.mark.parametrize("name", list(scenarios()))
def test_account(name: str, performances: dict[str, Any]) -> None:
    """Every emitted event has one fate, and the fates are those that were expected."""
    for one in played(performances, name):
        assert unmet([one.visit]) == []
        assert one.account.unexplained == ()
        if expected := scenarios()[name].account:
            assert dict(expected.events) == dict(one.account.events)
            assert dict(expected.intents) == dict(one.account.intents)
            assert expected.surplus == one.account.surplus

"""Every scenario in a real browser: what it claims clause by clause, and that its account closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser_tests.differences import difference, differences, expected
from browser_tests.everywhere import EVERYWHERE, judge
from browser_tests.scenario import NotSeen
from browser_tests.scenarios import scenarios
from browser_tests.verdicts import told, unmet
from simulator.judge.account import account
from simulator.judge.check import NotShown, Shown
from simulator.judge.expect import Deviation
from simulator.page.stage import play
from simulator.page.theatre import Terms

if TYPE_CHECKING:
    from browser_tests.performance import Performance
    from simulator.judge.account import Account

ORDERS = 10
RACY = [name for name, one in scenarios().items() if one.account is None and not one.browser_only]
CLAIMED = [(scenario.name, clause) for scenario in scenarios().values() for clause in scenario.clauses]


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engine's name."""
    return request.config.getoption("--engine")


def played(performances: dict[str, Any], name: str) -> list[Performance]:
    """Give a scenario's performances; what kept it from being played is raised here."""
    if name not in performances:
        pytest.skip("not played in this engine: " + "; ".join(scenarios()[name].not_in.values()))
    given = performances[name]
    if isinstance(given, BaseException):
        raise given
    return given


@pytest.mark.parametrize(("name", "clause"), CLAIMED)
def test_claim(name: str, clause: str, performances: dict[str, Any], engine: str) -> None:
    """The tracker holds what the scenario claims; a hazard is measured; a difference of the engine is a difference."""
    scenario, visits = scenarios()[name], [one.visit for one in played(performances, name)]
    if clause in difference(engine, scenario).clauses:
        with pytest.raises((Deviation, NotSeen)):
            told(scenario, clause, visits)
        return
    given = told(scenario, clause, visits)
    assert clause.startswith("HAZ") == isinstance(given, Shown | NotShown)


@pytest.mark.parametrize("name", list(scenarios()))
def test_account(name: str, performances: dict[str, Any], engine: str) -> None:
    """Every emitted event has one fate, and the fates are those that were expected."""
    for one in played(performances, name):
        assert unmet([one.visit]) == []
        assert one.account.unexplained == ()
        if closing := expected(engine, scenarios()[name]):
            assert one.account.differences(closing.events, closing.intents, closing.surplus) == ()


@pytest.mark.parametrize("name", list(scenarios()))
def test_the_tracker_does_nothing_else(name: str, performances: dict[str, Any]) -> None:
    """Whatever the story: nothing is asked, kept, named, hindered or let out beyond what clauses name."""
    for one in played(performances, name):
        for claim in EVERYWHERE:
            judge(claim, one.scenario, one.visit)


@pytest.mark.parametrize("name", RACY)
def test_where_chance_decides_the_small_dom_is_among_what_was_seen(
    name: str, performances: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """Of ten orders in which the small DOM lets things happen, one closes as the browser's did."""
    seen = [_counts(one.account) for one in played(performances, name)]
    terms = [Terms(request.config.getoption("--tracker").read_text("utf-8"), seed=seed) for seed in range(ORDERS)]
    possible = [_counts(account(play(scenarios()[name], one))) for one in terms]
    assert any(one in seen for one in possible), f"seen {seen}, possible {possible}"


def _counts(told: Account) -> tuple[dict[str, int], dict[str, int], int]:
    return dict(told.events), dict(told.intents), told.surplus


def test_every_difference_is_of_a_scenario_there_is(engine: str) -> None:
    """And has a reason."""
    assert sorted(set(differences(engine)) - set(scenarios())) == []
    assert [name for name, one in differences(engine).items() if len(one.reason.split()) < 4] == []

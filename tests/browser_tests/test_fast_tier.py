"""Every scenario once more, in the engine with the small DOM: the same claims hold, the same account closes.

The browser's half is `browser_tests/test_scenarios.py`; both compare with what the scenario expects, so the tiers
agree. A scenario without an expected account is one where chance decides; there the small DOM must close its account,
and `browser_tests` compares it with those seen in the browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser_tests.everywhere import EVERYWHERE, judge
from browser_tests.scenarios import scenarios
from browser_tests.verdicts import told, unmet
from simulator.judge.account import account
from simulator.judge.check import NotShown, Shown
from simulator.page.stage import play
from simulator.page.theatre import Terms

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

ROOT = Path(__file__).resolve().parents[2]
TRACKER = (ROOT / "tracker" / "ux-core.js").read_text("utf-8")
BROWSER_ONLY_MAX = 15
PLAYED = [name for name, scenario in scenarios().items() if not scenario.browser_only]


@pytest.fixture(scope="module")
def visits() -> dict[str, list[Visit]]:
    """Play each scenario as often as it wants to be played, once a session and when it is first asked for."""
    return {}


def seen(name: str, visits: dict[str, list[Visit]]) -> list[Visit]:
    if name not in visits:
        scenario = scenarios()[name]
        visits[name] = [play(scenario, Terms(TRACKER, seed=1 + playing)) for playing in range(scenario.repetitions)]
    return visits[name]


@pytest.mark.parametrize("name", PLAYED)
def test_the_claims_hold_in_the_small_dom(name: str, visits: dict[str, list[Visit]]) -> None:
    """Clause by clause, as in a browser."""
    for clause in scenarios()[name].clauses:
        given = told(scenarios()[name], clause, seen(name, visits))
        assert clause.startswith("HAZ") == isinstance(given, Shown | NotShown), clause


@pytest.mark.parametrize("name", PLAYED)
def test_the_account_closes_in_the_small_dom(name: str, visits: dict[str, list[Visit]]) -> None:
    """Fate by fate, as it was expected."""
    for visit in seen(name, visits):
        assert unmet([visit]) == []
        closed = account(visit)
        assert closed.unexplained == ()
        if expected := scenarios()[name].account:
            assert closed.differences(expected.events, expected.intents, expected.surplus) == ()


@pytest.mark.parametrize("name", PLAYED)
def test_the_tracker_does_nothing_else_in_the_small_dom(name: str, visits: dict[str, list[Visit]]) -> None:
    """What every scenario claims holds as well."""
    for visit in seen(name, visits):
        for claim in EVERYWHERE:
            judge(claim, scenarios()[name], visit)


def test_few_scenarios_need_a_real_browser_and_each_says_why() -> None:
    """What the small DOM cannot play is the exception."""
    reasons = {name: one.browser_only for name, one in scenarios().items() if one.browser_only}
    assert len(reasons) <= BROWSER_ONLY_MAX
    assert [name for name, reason in reasons.items() if len(reason.split()) < 4] == []


def test_no_scenario_is_known_to_the_small_dom() -> None:
    """It plays acts; that it was not written for these scenarios is what makes it believable."""
    texts = [path.read_text("utf-8") for path in (ROOT / "simulator").rglob("*") if path.suffix in (".py", ".js")]
    assert [name for name in scenarios() if any(f'"{name}"' in text or f"'{name}'" in text for text in texts)] == []

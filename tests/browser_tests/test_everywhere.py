"""What is claimed of every scenario: each vice is seen, a scenario's own doing is not, and one cause is one find."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from browser_tests import theatre
from browser_tests.everywhere import EVERYWHERE, cause_of, judge
from browser_tests.performance import Performance
from browser_tests.scenario import NotPlayed, Scenario
from browser_tests.scenarios import scenarios
from browser_tests.verdicts import claimed
from simulator.judge.account import account
from simulator.judge.besides import Blocked
from simulator.judge.expect import Deviation
from simulator.judge.visit import Acted, Visit, body_of
from simulator.page import engine
from simulator.page.acts import Go, Run
from simulator.page.stage import play
from simulator.page.theatre import Terms
from tests.browser_tests.test_fast_tier import TRACKER

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT_OUT = "3 playings in a row ended like this: TRK-013: the page is blocked: main did nothing more for 10 s"
BEGINS = "    console.log('[OPSMANTIK] Auto-tracking initialized');"
VICES = {
    "TRK-014": "nobody.hears();",
    "TRK-119": "sessionStorage.lastSeen = Date.now();",
    "TRK-120": "document.cookie = 'seen=1';",
    "TRK-316": "fetch('/settings.json');",
    "TRK-624": "sendEvent('system', 'ready', 'now');",
    "TRK-625": "document.addEventListener('click', event => event.preventDefault());",
    "TRK-810": "window.onerror = () => true;",
}


def broken(tracker: str, name: str = "icon-inside-a-link") -> set[str]:
    """Give the clauses of every scenario that a tracker breaks in one."""
    scenario, found = scenarios()[name], set()
    visit = play(scenario, Terms(tracker))
    for claim in EVERYWHERE:
        try:
            judge(claim, scenario, visit)
        except Deviation:
            found.add(claim.clause)
    return found


@pytest.mark.parametrize("clause", list(VICES))
def test_each_vice_breaks_its_clause_alone(clause: str) -> None:
    """In a scenario that is about something else."""
    assert TRACKER.count(BEGINS) == 1
    assert {clause} == broken(TRACKER.replace(BEGINS, VICES[clause]))


def test_what_a_scenario_does_itself_is_not_the_trackers() -> None:
    """Its scripts keep, name, hinder and send what they like."""
    busy = """(() => {
      window.own = 1; localStorage.setItem('mine', 'x'); document.cookie = 'taste=1';
      opmantik.send('custom', 'special'); new Event('e').preventDefault();
    })()"""
    scenario = Scenario("busy", "A page does a lot", (Go("/"), Run(busy)), ())
    visit = play(scenario, Terms(TRACKER))
    for claim in EVERYWHERE:
        judge(claim, scenario, visit)
    assert ["view", "special"] == [one.get("ea") for one in map(body_of, visit.arrivals)]


def test_a_script_that_cannot_be_read_is_the_cause_of_all_that_is_missing() -> None:
    """Its clause is broken; the scenario's own are not to be observed, and say why."""
    scenario = scenarios()["page-view"]
    visit = play(scenario, Terms(TRACKER.replace("function shortened(", "function shortened((")))
    assert cause_of(visit).startswith("TRK-012: the tracker cannot be read: ")
    found = {one["clause"]: one for one in claimed(scenario, visit)}
    assert "broken" == found.pop("TRK-012")["verdict"]
    assert {("not observable", cause_of(visit))} == {(one["verdict"], one["text"]) for one in found.values()}


def test_a_page_that_is_never_given_back_ends_the_playing(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the small DOM a task has a limit of the processor's time."""
    monkeypatch.setattr(engine, "TASK_S_MAX", 0.5)
    visit = play(scenarios()["page-view"], Terms(TRACKER.replace(BEGINS, "while (true) {}")))
    assert cause_of(visit).startswith("TRK-013: the page is blocked")
    assert visit.read is not None


def test_a_page_that_never_rests_ends_the_playing() -> None:
    """An event that is refused and sent again at once has no end, in virtual time as in any other."""
    queues = "        } else {\n          queueEvent(payload);"
    again = queues.replace("queueEvent(payload)", "sendEvent(category, action)")
    assert 1 == TRACKER.count(queues)
    visit = play(scenarios()["queue-cap"], Terms(TRACKER.replace(queues, again)))
    assert cause_of(visit).startswith("TRK-314: the page never rests: main offered ")


def test_three_playings_in_a_row_that_one_cause_explains_are_one_find(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good one in between begins the count anew; after three nothing is played any more."""
    stuck = Visit([Blocked(number=1, at_ms=0, tab="main", seconds=10)])
    good = Visit([Acted(number=1, at_ms=0, what="goes to /")])
    assert ["played"] * 6 + [LEFT_OUT] * 2 == asyncio.run(
        _playing([stuck, stuck, good, stuck, stuck, stuck, good, good], monkeypatch)
    )


async def _playing(visits: Sequence[Visit], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    coming = iter(visits)

    async def perform(_theatre: object, scenario: Scenario, _number: int, _repetition: int) -> Performance:
        visit = next(coming)
        return Performance(scenario, visit, account(visit), None)

    monkeypatch.setattr(theatre, "perform", perform)
    terms = SimpleNamespace(at_once=1, played=lambda _performance: None)
    house = theatre.Theatre(None, None, terms, 0, AsyncExitStack())
    ends = []
    for _ in visits:
        try:
            await house.play(scenarios()["page-view"])
            ends.append("played")
        except NotPlayed as cause:
            ends.append(str(cause))
    return ends

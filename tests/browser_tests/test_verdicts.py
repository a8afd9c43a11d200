"""From visits to what a clause is told: hazards add up, a broken claim stays broken, a page's words say which."""

from __future__ import annotations

import pytest

from browser_tests.scenario import Claim, NoOccasion, NotSeen, Scenario, measured
from browser_tests.verdicts import claimed, told, unmet
from simulator.judge.check import NotShown, Shown
from simulator.judge.expect import Deviation, equal, missing
from simulator.judge.visit import Acted, Visit

NOTHING = Visit()


def scenario(*claims: Claim) -> Scenario:
    return Scenario("s", "A story", (), claims)


def test_a_hazards_counts_are_summed_over_playings() -> None:
    """Two of three, then none of three: two of six."""
    counts = iter([measured(2, 3, "lost"), measured(0, 3, "lost")])
    one = scenario(Claim("HAZ-301", "lost", lambda _visit: next(counts)))
    assert told(one, "HAZ-301", [NOTHING, NOTHING]) == Shown(2, 6, "lost")


def test_a_hazard_never_seen_is_not_shown() -> None:
    one = scenario(Claim("HAZ-301", "lost", lambda _visit: measured(0, 1, "lost")))
    assert told(one, "HAZ-301", [NOTHING]) == NotShown(1, "lost")


def test_one_broken_playing_breaks_the_clause() -> None:
    """And only the claims of that clause are asked."""
    seen = iter([1, 2])
    mine = Claim("TRK-101", "one", lambda _visit: equal(1, next(seen), "number"))
    other = Claim("TRK-102", "never asked", lambda _visit: pytest.fail("asked"))
    with pytest.raises(Deviation):
        told(scenario(mine, other), "TRK-101", [NOTHING, NOTHING])


def test_a_claim_has_a_word_for_each_end() -> None:
    def not_seen(_visit: Visit) -> None:
        raise NotSeen("storage could not be read")

    def no_occasion(_visit: Visit) -> None:
        raise NoOccasion("nothing failed")

    def never_came(_visit: Visit) -> None:
        raise missing("no call was kept")

    claims = (
        Claim("TRK-101", "holds", lambda _visit: None),
        Claim("TRK-102", "broken", lambda _visit: equal(1, 2, "number")),
        Claim("TRK-103", "unknown", not_seen),
        Claim("TRK-104", "crashes", lambda visit: visit.nothing),
        Claim("HAZ-301", "shown", lambda _visit: measured(1, 2, "lost")),
        Claim("TRK-105", "not observable", no_occasion),
        Claim("HAZ-302", "accuses nobody", never_came),
    )
    verdicts = [one["verdict"] for one in claimed(scenario(*claims), NOTHING)]
    assert verdicts == ["holds", "broken", "unknown", "unknown", "shown", "not observable", "not observable"]


def test_an_act_that_could_not_be_done_is_told() -> None:
    visit = Visit([Acted(number=1, at_ms=0, what="clicks #gone", failed="no such element")])
    assert unmet([visit]) == ["a step of the scenario failed (clicks #gone): no such element"]

"""From performances to what a clause is told: its claims, over every repetition.

It decides how claims add up: a clause holds if each of its claims holds each time; a hazard's counts are summed. It
must not know how anything was played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests.everywhere import EVERYWHERE, cause_of, explains, judge
from browser_tests.scenario import NoOccasion, measured
from simulator.judge.check import Measurement, NotShown
from simulator.judge.expect import Deviation
from simulator.judge.visit import UNHEARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from browser_tests.everywhere import Everywhere
    from browser_tests.scenario import Claim, Scenario
    from simulator.judge.visit import Visit


def told(scenario: Scenario, clause: str, visits: Sequence[Visit]) -> Measurement | None:
    """Judge one clause by a scenario's visits; raises what its claims raise."""
    claims = [claim for claim in scenario.claims if claim.clause == clause]
    given = [claim.judge(visit) for claim in claims for visit in visits]
    measurements = [one for one in given if one is not None]
    return _summed(measurements) if measurements else None


def claimed(scenario: Scenario, visit: Visit) -> list[dict[str, str]]:
    """Give each claim with its verdict on one visit: holds, broken, shown, not shown, not observable, unknown."""
    if cause := cause_of(visit):
        told = [_verdict(claim, "not observable", cause) for claim in scenario.claims]
    else:
        told = [_claimed(claim, visit) for claim in scenario.claims]
    return [*told, *_broken_everywhere(scenario, visit)]


def _broken_everywhere(scenario: Scenario, visit: Visit) -> list[dict[str, str]]:
    """Give those claims of every scenario that one visit breaks; that the others hold goes without saying."""
    found = []
    for claim in EVERYWHERE:
        if explains(claim, visit):
            continue
        try:
            judge(claim, scenario, visit)
        except Deviation as deviation:
            found.append(_verdict(claim, "broken", str(deviation)))
    return found


def _claimed(claim: Claim, visit: Visit) -> dict[str, str]:
    try:
        given = claim.judge(visit)
    except Deviation as deviation:
        # A hazard accuses nobody: what it needs did not come.
        hazard = claim.clause.startswith("HAZ")
        verdict, text = "not observable" if hazard else "broken", str(deviation)
    except NoOccasion as none:
        verdict, text = "not observable", str(none)
    except Exception as error:  # noqa: BLE001 - whatever a claim does, the page is drawn
        verdict, text = "unknown", f"{type(error).__name__}: {error}"
    else:
        verdict, text = _measured(given)
    return _verdict(claim, verdict, text)


def _verdict(claim: Claim | Everywhere, verdict: str, text: str) -> dict[str, str]:
    return {"clause": claim.clause, "sentence": claim.sentence, "verdict": verdict, "text": text}


def _measured(given: Measurement | None) -> tuple[str, str]:
    if given is None:
        return "holds", ""
    times = 0 if isinstance(given, NotShown) else given.times
    return ("shown" if times else "not shown"), f"{times} of {given.of}: {given.what}"


def _summed(measurements: Sequence[Measurement]) -> Measurement:
    times = sum(0 if isinstance(one, NotShown) else one.times for one in measurements)
    return measured(times, sum(one.of for one in measurements), measurements[0].what)


def unmet(visits: Iterable[Visit]) -> list[str]:
    """Say what of the scenarios' acts could not be done, or was waited for in vain."""
    found = []
    for visit in visits:
        found += [f"a step of the scenario failed ({one.what}): {one.failed}" for one in visit.failures()]
    return found


def past_the_spy(visits: Iterable[Visit]) -> str:
    """Say that beacons went out past the page's own sendBeacon, which could not be made to behave otherwise there."""
    past = any(one.way == "beacon" and one.result == UNHEARD for visit in visits for one in visit.offers)
    return "the page's own sendBeacon was not called, and how another one behaves was not ours to say" if past else ""

"""From performances to what a clause is told: its claims, over every repetition.

It decides how claims add up: a clause holds if each of its claims holds each time; a hazard's counts are summed. It
must not know how anything was played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests.scenario import NotSeen, measured
from simulator.judge.check import Measurement, NotShown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from browser_tests.scenario import Scenario
    from simulator.judge.visit import Visit


def told(scenario: Scenario, clause: str, visits: Sequence[Visit]) -> Measurement | None:
    """Judge one clause by a scenario's visits; raises what its claims raise."""
    claims = [claim for claim in scenario.claims if claim.clause == clause]
    given = [claim.judge(visit) for claim in claims for visit in visits]
    measurements = [one for one in given if one is not None]
    return _summed(measurements) if measurements else None


def _summed(measurements: Sequence[Measurement]) -> Measurement:
    times = sum(0 if isinstance(one, NotShown) else one.times for one in measurements)
    return measured(times, sum(one.of for one in measurements), measurements[0].what)


def unmet(visits: Iterable[Visit]) -> list[str]:
    """Say what of the scenarios' acts could not be done, or was waited for in vain."""
    found = []
    for visit in visits:
        found += [f"could not {one.what}: {one.failed}" for one in visit.failures()]
    return found


__all__ = ["NotSeen", "told", "unmet"]

"""Many events in one task: up to the budget all arrive; beyond it, and beyond the cap of requests, they are lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.losses import count_lost
from browser_tests.props.sized import NO_LIMIT, send_sized
from browser_tests.props.whereabouts import accepted, kept, mark_of, marks
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import EVICTED, QUEUED, taken
from simulator.judge.visit import body_of
from simulator.page.acts import Await, Go, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

# The proxy answers in the gateway's place: its limit of 100 a minute is not what is measured here.
ACCEPTED = Rule(Answer(200))
# All connections a host gets are held by the first six, so that whatever comes after is in flight.
BUSY = Rule(Answer(200, delay_ms=2_500), count=6)
# 256 of these fill the budget, and no more than 256 requests are in flight.
EVENT_BYTES = 256
LARGE = 400


def _labels(number: int) -> tuple[str, ...]:
    return tuple(f"note-{at:03}" for at in range(1, number + 1))


def _burst(number: int) -> Run:
    return Run(f"{json.dumps(_labels(number))}.forEach(label => opmantik.send('interaction', 'note', label))")


def _each_arrives_once(visit: Visit) -> None:
    offered = marks(visit, "note")
    counts = {mark: accepted(visit, mark) for mark in offered}
    expect.equal(dict.fromkeys(offered, 1), counts, "arrivals of each of 100 events")


def _sent(visit: Visit) -> list[str]:
    offered = marks(visit, "note")
    if len(offered) != LARGE:
        raise NoOccasion(f"{len(offered)} events of {LARGE} were offered")
    return offered


def _lost_in_a_burst(visit: Visit) -> Measurement:
    return count_lost(visit, _sent(visit), "events of a burst of 400 that no server accepted and nothing keeps")


def _lost_although_taken(visit: Visit) -> Measurement:
    _sent(visit)
    taken = {mark_of(body_of(one)) for one in seen.offered(visit, "note", "beacon") if one.result == "true"}
    arrived = {mark_of(body) for body in seen.bodies(visit, "note")}
    gone = [mark for mark in taken if mark not in arrived and not kept(visit, mark)]
    return measured(len(gone), len(taken), "beacons to a hanging server that were taken and never arrived")


def _every_end_is_known(visit: Visit) -> bool:
    taken = sum(one.result == "true" for one in seen.offered(visit, way="beacon"))
    return taken > 1 and sum(bool(one.status or one.failure) for one in visit.carried) >= taken


ALL_OVER = Await("every beacon that was taken has come to its end", _every_end_is_known, within_s=10)
SCENARIOS = (
    Scenario(
        name="burst-of-100",
        title="A hundred events at once, as a busy page sends them: every one arrives, once",
        acts=(Go("/"), Wire((ACCEPTED,)), _burst(100), ALL_OVER),
        claims=(Claim("TRK-301", "each event arrives once", _each_arrives_once),),
        account=Expected({"stored": 1, taken(200): 100}),
    ),
    Scenario(
        name="burst-of-400",
        title="Four hundred events at once to a healthy server: those beyond the budget are lost, but for the last ten",
        acts=(Go("/"), Wire((ACCEPTED,)), send_sized(EVENT_BYTES, *_labels(LARGE)), ALL_OVER),
        claims=(Claim("HAZ-313", "what the budget has no room for is lost", _lost_in_a_burst),),
        account=Expected({"stored": 1, taken(200): 256, EVICTED: 134, QUEUED: 10}),
        not_in=NO_LIMIT,
    ),
    Scenario(
        name="burst-of-400-hanging",
        title="Four hundred events at once while the server hangs for a moment: some are dropped that had been taken",
        acts=(Go("/"), Wire((BUSY, ACCEPTED)), _burst(LARGE), ALL_OVER),
        claims=(Claim("HAZ-312", "events are lost although sendBeacon said true", _lost_although_taken),),
        repetitions=2,
        browser_only="how many beacons the browser's cap takes before the fallbacks begin differs by a few",
    ),
)

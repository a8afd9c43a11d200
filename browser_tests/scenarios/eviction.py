"""Ten places, and whatever comes last has one: what pushes a queued call out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.losses import count_lost, queued_calls
from browser_tests.props.whereabouts import kept, marks
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import EVICTED, QUEUED
from simulator.page.acts import Act, Beacons, Click, Cut, Elapse, Go, Heal, Look, Run, Scroll, Wire
from simulator.proxy import Answer, Hang, Rule

if TYPE_CHECKING:
    from browser_tests.scenario import Judge
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

REFUSED = Rule(Answer(503))
PLACES = 10


def _ten_offered(visit: Visit, action: str) -> None:
    if len(seen.offered(visit, action)) < PLACES:
        raise NoOccasion(f"fewer than {PLACES} events {action} were offered")


def _evicted_by(visit: Visit, action: str, what: str) -> Measurement:
    called = queued_calls(visit, "clicked")
    _ten_offered(visit, action)
    return count_lost(visit, called, what)


def _evicted_by_scrolls(visit: Visit) -> Measurement:
    return _evicted_by(visit, "scroll_depth", "queued calls that ten scroll events pushed out")


def _evicted_by_heartbeats(visit: Visit) -> Measurement:
    return _evicted_by(visit, "heartbeat", "queued calls that five minutes of heartbeats pushed out")


def _only(action: str) -> Judge:
    def judge(visit: Visit) -> None:
        queued_calls(visit, "clicked")
        _ten_offered(visit, action)
        expect.equal([action] * PLACES, seen.queued_actions(visit), "the queue after ten more failures")

    return judge


def _slowest_stays(visit: Visit) -> Measurement:
    order = marks(visit, "note")
    if len(order) != PLACES + 1:
        raise NoOccasion(f"{len(order)} notes were offered")
    slowest_kept, others = kept(visit, order[0]), [mark for mark in order[1:] if not kept(visit, mark)]
    return measured(int(slowest_kept and len(others) == 1), 1, "queues where the oldest event pushed out a later one")


def _note(number: int) -> Run:
    return Run(f"opmantik.send('interaction', 'note', 'note-{number}')")


def _failing(*acts: Act) -> tuple[Act, ...]:
    return (Go("/"), Beacons("false"), Wire((REFUSED,)), *acts)


SCENARIOS = (
    Scenario(
        name="scrolls-evict-a-call",
        title="A call waits in the queue; the visitor reads on, and ten steps of scrolling push it out",
        acts=_failing(Click("#phone"), Look("clicked"), *(Scroll(percent=51 + step) for step in range(PLACES))),
        claims=(
            Claim("HAZ-315", "the call is gone after ten failed scroll events", _evicted_by_scrolls),
            Claim("TRK-405", "the last ten failures are kept, whatever they are", _only("scroll_depth")),
        ),
        account=Expected({"stored": 1, EVICTED: 2, QUEUED: 10}, {EVICTED: 1}),
    ),
    Scenario(
        name="heartbeats-evict-a-call",
        title="A call waits in the queue; the page is left open for five minutes, and its heartbeats push it out",
        acts=_failing(Click("#phone"), Look("clicked"), *[Elapse(30_000)] * PLACES),
        claims=(
            Claim("HAZ-316", "the call is gone after ten failed heartbeats", _evicted_by_heartbeats),
            Claim("TRK-405", "the last ten failures are kept, whatever they are", _only("heartbeat")),
        ),
        account=Expected({"stored": 1, EVICTED: 2, QUEUED: 10}, {EVICTED: 1}),
    ),
    Scenario(
        name="slowest-answer-evicts-another",
        title="The first of eleven events fails last: it keeps its place, and a later one is pushed out",
        acts=(
            *(Go("/"), Beacons("false"), Wire((Rule(Hang(), body=b'note-1"'), REFUSED))),
            *(_note(number) for number in range(1, PLACES + 2)),
            *(Cut(), Heal()),
        ),
        claims=(Claim("HAZ-317", "the order of failures decides, not that of events", _slowest_stays),),
        account=Expected({"stored": 1, EVICTED: 1, QUEUED: 10}),
    ),
)

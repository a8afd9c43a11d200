"""Answers that nobody reads: a beacon that is refused is lost, and so is a queue that is drained into refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.links import staying
from browser_tests.props.losses import calls_lost, queued_calls_lost, taken_is_not_queued
from browser_tests.props.moments import since
from browser_tests.props.whereabouts import kept, lost, mark_of, marks
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import EVICTED, LOST_THROWN, lost_after_beacon
from simulator.page.acts import Beacons, Click, Elapse, Go, Leave, Look, Reload, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

CALLS = staying(phone="tel:+905321112233", whatsapp="http://wa.me/905321112233")
DRAINED = queued_calls_lost("queued", "queued calls drained into a refusal that are kept nowhere")
NOTES = "void [1, 2, 3, 4, 5, 6, 7, 8, 9].map(each => opmantik.send('interaction', 'note', 'note-' + each))"


def _refused_beacon(status: int, hazard: str, reason: str) -> Scenario:
    return Scenario(
        name=f"call-lost-to-{status}",
        title=f"A call is tapped and the server answers {status} ({reason}): nobody reads that, the call is lost",
        acts=(Go("/"), Wire((Rule(Answer(status)),)), Click("#phone"), Look("refused"), Wire(), Reload()),
        claims=(
            Claim(hazard, "it is neither queued nor sent again", calls_lost("calls lost whose beacon was refused")),
            Claim("TRK-302", "what sendBeacon took is not queued, whatever the answer", taken_is_not_queued("refused")),
        ),
        account=Expected({"stored": 3, lost_after_beacon(status): 2}, {lost_after_beacon(status): 1}),
    )


def _removed_at_once(visit: Visit) -> None:
    offered = seen.offered(visit, "phone_call", "beacon")
    if not seen.queue(visit, "queued") or offered[-1].result != "true":
        raise NoOccasion("no queued call was drained by a beacon")
    expect.equal(None, seen.queue_text(visit, "drained"), "the queue after its items were refused")


def _drained_into(status: int) -> Scenario:
    return Scenario(
        name=f"queue-drained-into-{status}",
        title=f"Calls that were saved in the queue are sent again and answered {status}: queue empty, calls lost",
        acts=(
            *(Go("/calls"), Beacons("false"), Wire((Rule(Answer(503)),)), Click("#phone"), Click("#whatsapp")),
            *(Look("queued"), Beacons("real"), Wire((Rule(Answer(status)),)), Reload(), Look("drained")),
            *(Wire(), Reload()),
        ),
        claims=(
            Claim("HAZ-322", "the queue is emptied and nothing is stored", DRAINED),
            Claim("TRK-507", "an item that sendBeacon took is removed, whatever is answered", _removed_at_once),
        ),
        pages={"/calls": CALLS},
        account=Expected({"stored": 3, lost_after_beacon(status): 4}, {lost_after_beacon(status): 2}),
    )


def _bad_one_takes_a_place(visit: Visit) -> Measurement:
    bad, called = marks(visit, "bad"), marks(visit, "phone_call")
    took = kept(visit, bad[0], "full") and not kept(visit, called[0], "full")
    again = any(mark_of(body) == bad[0] for body in since(visit, "full"))
    both = took and again and lost(visit, [*bad, *called]) == [*bad, *called]
    return measured(int(both), 1, "events refused for good that took the place of a call, and were refused again")


def _dead_from_then_on(visit: Visit) -> Measurement:
    later = since(visit, "thrown")
    return measured(int(not later), 1, "pages that sent nothing more after sendBeacon threw at the page view")


SCENARIOS = (
    _refused_beacon(429, "HAZ-302", "too many requests"),
    _refused_beacon(500, "HAZ-303", "its own error"),
    _drained_into(429),
    _drained_into(500),
    Scenario(
        name="refused-for-good",
        title="An event the server will never take (400) is saved for later all the same, and pushes a call out",
        acts=(
            *(Go("/calls"), Beacons("false"), Wire((Rule(Answer(503)),)), Click("#phone"), Run(NOTES)),
            *(Wire((Rule(Answer(400), body=b'"bad"'),)), Run("opmantik.send('interaction', 'bad', 'bad-one')")),
            *(Look("full"), Beacons("real"), Reload()),
        ),
        claims=(Claim("HAZ-318", "it takes a place in the queue and is refused again", _bad_one_takes_a_place),),
        pages={"/calls": CALLS},
        account=Expected({"stored": 12, EVICTED: 1, lost_after_beacon(400): 1}, {EVICTED: 1}),
    ),
    Scenario(
        name="beacon-throws-at-page-view",
        title="sendBeacon throws at the page view: the page is not tracked at all, no call, no heartbeat, no end",
        acts=(
            *(Beacons("throws"), Go("/"), Beacons("real"), Look("thrown")),
            *(Click("#phone"), Elapse(30_000), Leave()),
        ),
        claims=(Claim("HAZ-310", "no click, heartbeat or session end is sent from then on", _dead_from_then_on),),
        account=Expected({LOST_THROWN: 1}),
    ),
)

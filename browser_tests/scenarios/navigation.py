"""Leaving right after a click: the beacon outlives its page, and what the answer says comes too late for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.losses import calls_lost
from browser_tests.props.queued_items import seeded
from browser_tests.props.whereabouts import accepted, lost, marks
from browser_tests.scenario import Claim, Expected, NotSeen, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import LOST_NAVIGATION
from simulator.judge.visit import body_of
from simulator.page.acts import AtOnce, Await, Beacons, Click, Close, Cut, Go, Heal, Wire
from simulator.proxy import Answer, Hang, Rule

if TYPE_CHECKING:
    from browser_tests.scenario import Judge
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

PAGE_GONE = Await("the page has gone", lambda visit: visit.gone())
ITEMS = tuple(f"item-{number}" for number in range(8))


def _arrives_once(action: str) -> Judge:
    def judge(visit: Visit) -> None:
        stamp = expect.one(marks(visit, action), f"clicks that were offered as {action}")
        expect.equal(1, accepted(visit, stamp), f"arrivals of the {action} of a page that was left at once")

    return judge


def _answered_500(visit: Visit, *actions: str) -> Measurement:
    sent = [one for one in visit.arrivals if body_of(one).get("ea") in actions]
    if len(sent) < len(actions):
        raise NotSeen(f"{len(sent)} events arrived, not {len(actions)}")
    refused = [one for one in sent if one.upstream_status == 500]
    return measured(len(refused), len(sent), "first events of a session that the gateway answered 500")


def _first_events_race(visit: Visit) -> Measurement:
    return _answered_500(visit, "phone_call", "session_end")


def _drained_race(visit: Visit) -> Measurement:
    drained = [one for one in marks(visit, "note") if one in ITEMS]
    if set(drained) != set(ITEMS) or seen.queue(visit):
        raise NotSeen(f"{len(drained)} items of {len(ITEMS)} were drained")
    return measured(len(lost(visit, drained)), len(drained), "drained items of a new session that were refused")


SCENARIOS = (
    Scenario(
        name="call-and-leave",
        title="A visitor taps WhatsApp and is gone to it at once: the beacon arrives all the same",
        acts=(Go("/"), Click("#whatsapp")),
        claims=(Claim("TRK-301", "the click arrives once though its page is left", _arrives_once("whatsapp")),),
        account=Expected({"stored": 3}, {"stored": 1}),
    ),
    Scenario(
        name="call-and-close",
        title="A visitor taps the phone number and the tab is closed in the same moment: the beacon arrives",
        acts=(Go("/"), AtOnce((Click("#phone"), Close()))),
        claims=(Claim("TRK-301", "the click arrives once though its tab is closed", _arrives_once("phone_call")),),
        account=Expected({"stored": 3}, {"stored": 1}),
    ),
    Scenario(
        name="failure-after-the-page-has-gone",
        title="The connection breaks when a call's page has gone: nobody is there to save it, and it is lost",
        acts=(
            *(Go("/"), Beacons("false"), Wire((Rule(Hang()),)), Click("#whatsapp"), PAGE_GONE),
            *(AtOnce((Cut(), Heal())), Wire(), Go("/blank")),
        ),
        claims=(Claim("HAZ-309", "it is neither queued nor stored", calls_lost("calls refused after their page")),),
        account=Expected({"stored": 1, LOST_NAVIGATION: 2}, {LOST_NAVIGATION: 1}),
    ),
    Scenario(
        name="refusal-while-leaving",
        title="The server refuses a call while its page is being left: chance decides whether it is saved or lost",
        acts=(
            *(Go("/"), Beacons("false"), Wire((Rule(Answer(500, delay_ms=40)),)), Click("#whatsapp")),
            *(Wire(), Go("/blank")),
        ),
        claims=(Claim("HAZ-410", "it is queued or lost by chance", calls_lost("calls refused while leaving")),),
        repetitions=8,
    ),
    Scenario(
        name="first-call-races-its-session-end",
        title="The page view was lost, so a tapped number and the session end are the session's first: they race",
        acts=(Wire((Rule(Answer(500), count=1),)), Go("/"), Click("#phone")),
        claims=(Claim("HAZ-411", "one of the two may be answered 500", _first_events_race),),
        repetitions=8,
    ),
    Scenario(
        name="drained-items-race-for-their-session",
        title="Eight saved events of a session the server never saw are sent at once: some are refused and lost",
        acts=(seeded(*ITEMS), Go("/")),
        claims=(Claim("HAZ-406", "some are answered 500 and were already removed", _drained_race),),
        repetitions=5,
    ),
)

"""Leaving right after a click: the beacon outlives its page, and what the answer says comes too late for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.losses import calls_lost, count_lost
from browser_tests.props.queued_items import seeded
from browser_tests.props.whereabouts import accepted, lost, marks
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import LOST_NAVIGATION
from simulator.judge.visit import body_of
from simulator.page.acts import AtOnce, Await, Beacons, Click, Close, Cut, Go, Heal, Run, Wire
from simulator.proxy import Answer, Hang, Rule

if TYPE_CHECKING:
    from browser_tests.scenario import Judge
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

PAGE_GONE = Await("the page has gone", lambda visit: visit.gone())
ITEMS = tuple(f"item-{number}" for number in range(8))
DELAYS_MS = (20, 100, 250, 500, 1_000)
ONE_AFTER_THE_OTHER = (
    *(Rule(Answer(500, delay_ms=each), body=f'"note-{each}"'.encode()) for each in DELAYS_MS),
    Rule(Answer(500)),
)
LAST_NOTES = Run(f"void {list(DELAYS_MS)}.map(each => opmantik.send('interaction', 'note', 'note-' + each))")


def _arrives_once(action: str) -> Judge:
    def judge(visit: Visit) -> None:
        stamp = expect.one(marks(visit, action), f"clicks that were offered as {action}")
        expect.equal(1, accepted(visit, stamp), f"arrivals of the {action} of a page that was left at once")

    return judge


def _lost_while_leaving(visit: Visit) -> Measurement:
    return count_lost(visit, marks(visit, "note"), "events refused while their page was being left that are lost")


def _answered_500(visit: Visit, *actions: str) -> Measurement:
    sent = [one for one in visit.arrivals if body_of(one).get("ea") in actions]
    if len(sent) < len(actions):
        raise NoOccasion(f"{len(sent)} events arrived, not {len(actions)}")
    refused = [one for one in sent if one.upstream_status == 500]
    return measured(len(refused), len(sent), "first events of a session that the gateway answered 500")


def _first_events_race(visit: Visit) -> Measurement:
    return _answered_500(visit, "phone_call", "session_end")


def _drained_race(visit: Visit) -> Measurement:
    drained = [one for one in marks(visit, "note") if one in ITEMS]
    if set(drained) != set(ITEMS) or seen.queue(visit):
        raise NoOccasion(f"{len(drained)} items of {len(ITEMS)} were drained")
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
        title="Events are refused one by one while their page is being left: the early are saved, the late lost",
        acts=(
            *(Go("/"), Beacons("false"), Wire(ONE_AFTER_THE_OTHER)),
            *(AtOnce((LAST_NOTES, Click("#whatsapp"))), PAGE_GONE, Wire(), Go("/blank")),
        ),
        claims=(Claim("HAZ-410", "each is queued or lost, whichever comes first", _lost_while_leaving),),
        repetitions=5,
        browser_only="how long it takes to leave a page is the browser's own, and chance",
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

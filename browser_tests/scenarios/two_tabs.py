"""Two tabs, one queue and no lock: each reads the list, changes it, and writes back what it knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser_tests.props.losses import count_lost
from browser_tests.props.queued_items import seeded, session_stored
from browser_tests.props.whereabouts import accepted, kept, lost, marks
from browser_tests.scenario import Claim, NoOccasion, Scenario, measured
from simulator.page.acts import MAIN, AtOnce, Beacons, Go, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

OTHER = "other"
TEN = tuple(f"item-{number}" for number in range(10))
FIVE = TEN[:5]
REPETITIONS = 8


def _five(name: str, tab: str = MAIN) -> Run:
    labels = json.dumps([f"{name}-{number}" for number in range(5)])
    return Run(f"{labels}.forEach(label => opmantik.send('interaction', 'note', label))", tab=tab)


def _all(visit: Visit, number: int) -> list[str]:
    found = marks(visit, "note")
    if len(found) != number:
        raise NoOccasion(f"{len(found)} events of {number} were offered")
    return found


def _lost_by_the_other(visit: Visit) -> Measurement:
    return count_lost(visit, _all(visit, 10), "events that one tab queued and the other tab's write removed")


def _sent_twice(visit: Visit) -> Measurement:
    drained = _all(visit, 10)
    twice = [mark for mark in drained if accepted(visit, mark) > 1]
    return measured(len(twice), len(drained), "queued events that two tabs sent, each of them")


def _lost_or_put_back(visit: Visit) -> Measurement:
    both = _all(visit, 10)
    gone = lost(visit, both)
    back = [mark for mark in both if accepted(visit, mark) and kept(visit, mark)]
    return measured(len(gone) + len(back), len(both), "events that were lost, or sent and put back into the queue")


# Five failures one after the other, so that one of them falls into the other tab's start.
STAGGERED = tuple(
    Rule(Answer(503, delay_ms=60 * number), body=f'"queueing-{number}"'.encode(), count=1) for number in range(5)
)
ONE_STORAGE = "its tabs share one storage without a copy of their own, so they never write what is out of date"
REFUSING = "void (navigator.sendBeacon = () => false)"

SCENARIOS = (
    Scenario(
        name="two-tabs-queue-at-once",
        title="Two tabs save failed events in the same moment: one overwrites what the other has saved",
        acts=(
            *(Go("/"), Go("/second", tab=OTHER), Beacons("false"), Wire((Rule(Answer(503, delay_ms=100)),))),
            AtOnce((_five("here"), _five("there", OTHER)), together=True),
        ),
        claims=(Claim("HAZ-407", "items of one tab are lost", _lost_by_the_other),),
        repetitions=REPETITIONS,
        browser_only=ONE_STORAGE,
    ),
    Scenario(
        name="two-tabs-drain-at-once",
        title="Two tabs are opened in the same moment: both send the whole queue, and every event is stored twice",
        acts=(
            *(*session_stored(), seeded(*TEN), Go("/blank", tab=OTHER)),
            AtOnce((Go("/"), Go("/", tab=OTHER)), together=True),
        ),
        claims=(Claim("HAZ-408", "every item is stored two times", _sent_twice),),
        repetitions=REPETITIONS,
    ),
    Scenario(
        name="one-tab-queues-while-another-drains",
        title="One tab saves failed events while another sends the queue: events are lost, or put back and sent again",
        acts=(
            *(*session_stored(), Go("/"), seeded(*FIVE, tab=OTHER), Run(REFUSING), Wire(STAGGERED)),
            AtOnce((_five("queueing"), Go("/second", tab=OTHER)), together=True),
        ),
        claims=(Claim("HAZ-409", "items are lost, or put back and sent again", _lost_or_put_back),),
        repetitions=REPETITIONS,
        browser_only=ONE_STORAGE,
    ),
)

"""A queue that no tracker of ours has written: text that is no JSON, JSON that is no list, lists of rubbish."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.queues import (
    HOUR_MS,
    MINUTE_MS,
    PAGES,
    aged,
    call,
    calls_arrived,
    calls_offered,
    kept,
    numbers,
    opened,
    payload,
    seeded,
)
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import EXPIRED, LOST_STORAGE, QUEUED, STORED
from simulator.judge.visit import Held, Threw
from simulator.page.acts import Beacons, Look, Reload, Scene, Seed, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit
    from simulator.page.acts import Act

NOT_JSON = "{"
# Each has a number of its own that is called while it stands there.
NO_LISTS = ("null", "{}", "5", '"abc"', "true")
LIST_OF_NULL = "[null]"
FAILING = (Beacons("false"), Wire((Rule(Answer(500)),)))
WELL = (Beacons("real"), Wire())


def _met(text: str, number: int) -> tuple[Act, ...]:
    """Load a page while this is the queue, then let a call fail."""
    drained, failed = _marks(text)
    queue = Seed("local", seen.QUEUE, text)
    return (queue, opened(), Look(drained), *FAILING, call(number), Look(failed), *WELL)


def _marks(text: str) -> tuple[str, str]:
    return f"{text} drained", f"{text} failed"


def _drains_nothing(text: str, visit: Visit) -> None:
    drained, _ = _marks(text)
    expect.equal(text, seen.queue_text(visit, drained), "the queue after a page was loaded")
    expect.absent(_thrown_before(visit, drained), "exceptions that surfaced")
    expect.truthy(moments.before(visit, drained, "view"), f"the page view beside a queue of {text}", "it was sent")


def _takes_nothing(text: str, number: int, visit: Visit) -> None:
    drained, failed = _marks(text)
    if seen.queue_text(visit, drained) != text:
        raise NoOccasion(f"the queue was no longer {text} when the call failed")
    if not calls_offered(visit, "fetch", number):
        raise expect.missing("no fetch of the call was made")
    expect.equal(text, seen.queue_text(visit, failed), "the queue after a call failed")
    expect.absent(_thrown_before(visit, failed), "exceptions that surfaced")


def _thrown_before(visit: Visit, mark: str) -> list[str]:
    """Give what surfaced between a look and the one before it."""
    looks = [0, *(one.number for one in visit.all(Held))]
    until = next(one.number for one in visit.all(Held) if one.mark == mark)
    since = max(number for number in looks if number < until)
    return [one.message for one in visit.all(Threw) if since < one.number < until]


def _takes_more(visit: Visit) -> None:
    _, failed = _marks(LIST_OF_NULL)
    if not calls_offered(visit, "fetch", 1):
        raise expect.missing("no fetch of the call was made")
    held = seen.queue(visit, failed)
    expect.equal([1], kept(visit, failed), "the calls kept beside the null")
    expect.equal(1, held.count(None), "nulls in the queue after a call failed")


def _lost_to_a_dead_queue(visit: Visit) -> Measurement:
    failed = set(numbers(calls_offered(visit, "fetch")))
    if not failed:
        raise NoOccasion("no fetch of a call was made")
    lost = failed - set(kept(visit))
    return measured(len(lost), len(failed), "failed calls that a corrupted queue did not take")


# ---- lists of rubbish -----------------------------------------------------------------------------------------------


def _without_usable_time(scene: Scene) -> list[object]:
    return [
        1,
        {"payload": payload(scene, 1), "ts": "x"},
        [1, 2],
        {"payload": payload(scene, 2)},
        {"payload": payload(scene, 3), "ts": str(scene.now_ms - MINUTE_MS)},
        {"payload": payload(scene, 4), "ts": scene.now_ms + HOUR_MS},
    ]


def _dropped(visit: Visit) -> None:
    expect.absent([one for one in numbers(calls_arrived(visit)) if one in (1, 2)], "arrivals of items without a time")
    expect.absent([one for one in kept(visit) if one in (1, 2)], "items without a time that are kept")
    others = [one for one in seen.queue(visit) if not (isinstance(one, dict) and isinstance(one.get("ts"), int))]
    expect.absent(others, "items without a time that are kept")


def _sent(number: int, what: str, visit: Visit) -> None:
    expect.contains(number, numbers(calls_arrived(visit)), f"the calls that arrived, of number {number} ts is {what}")


def _without_payload(scene: Scene) -> list[object]:
    fresh = scene.now_ms - MINUTE_MS
    return [{"ts": fresh}, {"payload": None, "ts": fresh}, {"payload": "hi", "ts": fresh}]


def _sent_literally(visit: Visit) -> None:
    came = sorted(one.body for one in seen.arrived(visit) if len(one.body) < 10)
    expect.equal(['"hi"', "null", "undefined"], came, "the bodies that arrived for such items")


def _behind_good_ones(scene: Scene) -> list[object]:
    return [aged(scene, 1, 2 * MINUTE_MS), aged(scene, 2), None]


def _sent_at_every_load(visit: Visit) -> None:
    offered = numbers(calls_offered(visit, "beacon"))
    expect.equal([1, 2, 1, 2, 1, 2], offered, "what three page loads offered of the queue")
    expect.equal([1, 2], kept(visit), "the calls kept in the end")


def _stored_once_a_load(visit: Visit) -> Measurement:
    rows = seen.events(visit, "phone_call")
    if not rows:
        raise NoOccasion("no call was stored")
    return measured(len(rows) - len({row["event_label"] for row in rows}), len(rows), "stored calls that are copies")


SCENARIOS = (
    Scenario(
        name="corrupted-queue-no-json",
        title="The queue is the text { when two pages are loaded and a call fails in each",
        acts=(*_met(NOT_JSON, 1), Reload(), *FAILING, call(2), *WELL),
        pages=PAGES,
        claims=(
            Claim("TRK-516", "it is met in silence, and the page view is sent", partial(_drains_nothing, NOT_JSON)),
            Claim("TRK-410", "queueing fails in silence, the text stays", partial(_takes_nothing, NOT_JSON, 1)),
            Claim("HAZ-325", "each call that fails is lost", _lost_to_a_dead_queue),
        ),
        account=Expected({STORED: 3, LOST_STORAGE: 2}, {LOST_STORAGE: 2}),
    ),
    Scenario(
        name="corrupted-queue-no-list",
        title="The queue is JSON, and no list, when a page is loaded and a call fails: " + ", ".join(NO_LISTS),
        acts=tuple(act for number, text in enumerate(NO_LISTS, 1) for act in _met(text, number)),
        pages=PAGES,
        claims=(
            *(Claim("TRK-517", f"{one} drains nothing and stays", partial(_drains_nothing, one)) for one in NO_LISTS),
            *(
                Claim("TRK-411", f"{text} takes nothing and stays", partial(_takes_nothing, text, number))
                for number, text in enumerate(NO_LISTS, 1)
            ),
            Claim("HAZ-325", "each call that fails is lost", _lost_to_a_dead_queue),
        ),
        account=Expected({STORED: 5 + 4, LOST_STORAGE: 5}, {LOST_STORAGE: 5}),
    ),
    Scenario(
        name="corrupted-queue-null-alone",
        title="The queue is a list of null when a page is loaded and a call fails",
        acts=_met(LIST_OF_NULL, 1),
        pages=PAGES,
        claims=(
            Claim("TRK-517", "it drains nothing and stays", partial(_drains_nothing, LIST_OF_NULL)),
            Claim("TRK-411", "the call is appended to it", _takes_more),
        ),
        account=Expected({STORED: 1, QUEUED: 1}, {QUEUED: 1}),
    ),
    Scenario(
        name="queue-of-odd-times",
        title="Items without a usable time wait, one whose time is a text, and one of the future",
        acts=(seeded(_without_usable_time), opened()),
        pages=PAGES,
        claims=(
            Claim("TRK-518", "those without a time are dropped", _dropped),
            Claim("TRK-519", "a numeric text counts as that number", partial(_sent, 3, "a numeric text")),
            Claim("TRK-520", "one of the future is sent", partial(_sent, 4, "an hour ahead")),
        ),
        account=Expected({STORED: 3, EXPIRED: 2}, {STORED: 2, EXPIRED: 2}),
    ),
    Scenario(
        name="queue-of-odd-payloads",
        title="Fresh items wait without a payload, with null, and with a text",
        acts=(seeded(_without_payload), opened()),
        pages=PAGES,
        claims=(Claim("TRK-521", "they are posted literally", _sent_literally),),
        account=Expected({STORED: 1}),
    ),
    Scenario(
        name="null-behind-good-items",
        title="Two calls wait before a null, and three pages are loaded",
        acts=(seeded(_behind_good_ones), opened(), Reload(), Reload()),
        pages=PAGES,
        claims=(
            Claim("TRK-522", "they are sent at every load, and stay", _sent_at_every_load),
            Claim("HAZ-326", "they are stored once a load", _stored_once_a_load),
        ),
        account=Expected({STORED: 2 + 3 + 2}, {STORED: 2}, surplus=4),
    ),
)

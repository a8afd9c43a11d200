"""The queue as failures fill it: its key and form, how many it keeps and which, their order, and that it only waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.queues import HOUR_MS, PAGES, call, calls_arrived, calls_offered, kept, opened, tel
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import EVICTED, EXPIRED, QUEUED, STORED
from simulator.page.acts import Beacons, Cut, Elapse, Heal, Look, Offline, Reload, Run, Seed, SetClock, Wire
from simulator.proxy import Answer, Hang, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit
    from simulator.page.acts import Act

LATE_MS = 5_000
THREE_HEARTBEATS_MS = 90_000
EMPTY_TEXT = f"localStorage.setItem('{seen.QUEUE}', '')"
FAILING = (Beacons("false"), Wire((Rule(Answer(500)),)))


# ---- key and form ---------------------------------------------------------------------------------------------------


def _is_a_list_under_its_key(visit: Visit) -> None:
    if kept(visit) != [1]:
        raise expect.missing("the call that failed is not kept anywhere")
    text = seen.queue_text(visit)
    expect.truthy(text, f"localStorage {seen.QUEUE}", "the queue")
    expect.truthy(isinstance(_json(text or ""), list), f"the queue {text}", "a JSON list")


def _is_payload_and_time(visit: Visit) -> None:
    fetch, item = _the_fetch(visit), _the_item(visit)
    expect.equal({"payload", "ts"}, set(item), "keys of a queued item")
    expect.truthy(isinstance(item.get("payload"), dict), f"payload {item.get('payload')}", "an object")
    expect.equal(json.loads(fetch), item.get("payload"), "its payload")


def _is_of_the_failure(visit: Visit) -> None:
    failed_ms = seen.value(visit, "began") + LATE_MS
    expect.equal(failed_ms, _the_item(visit).get("ts"), f"ts of a call that failed {LATE_MS} ms after it was made")


def _waits_for_the_failure(visit: Visit) -> None:
    _the_fetch(visit)
    expect.equal([], kept(visit, "hanging"), "the calls kept while the server hangs")
    if kept(visit) != [1]:
        raise expect.missing("it was not queued after it failed either")


def _the_fetch(visit: Visit) -> str:
    fetches = calls_offered(visit, "fetch", 1)
    if not fetches:
        raise expect.missing("no fetch of the call was made")
    return fetches[0].body


def _the_item(visit: Visit) -> dict:
    """Give the one item, under whatever key it is kept."""
    lists = [value for text in seen.local(visit).values() if tel(1) in text and isinstance(value := _json(text), list)]
    if len(lists) != 1 or len(lists[0]) != 1 or not isinstance(lists[0][0], dict):
        raise expect.missing("there is no list with the one call that failed")
    return lists[0][0]


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


# ---- how many, which, in which order --------------------------------------------------------------------------------


def _keeps_ten(visit: Visit) -> None:
    expect.equal(list(range(1, 11)), sorted(kept(visit, "ten")), "the calls kept of ten that failed")


def _begins_a_queue(visit: Visit) -> None:
    expect.truthy(kept(visit, "ten"), "the calls kept where no queue was", "at least one")


def _keeps_the_last_ten(visit: Visit) -> None:
    expect.equal(list(range(2, 12)), sorted(kept(visit)), "the calls kept of eleven that failed")


def _newest_stands_last(visit: Visit) -> None:
    standing = kept(visit, "ten")
    if len(standing) < 2:
        raise NoOccasion("no two calls are kept")
    expect.equal(sorted(standing), standing, "the calls kept, in the order in which they failed")


def _stands_by_failure(visit: Visit) -> None:
    standing = kept(visit)
    if sorted(standing) != [1, 2, 3]:
        raise expect.missing("the three calls that failed are not kept")
    # Which end is the newest is another clause's.
    expect.one_of([[2, 3, 1], [1, 3, 2]], standing, "the calls kept: the first one failed last")


def _fails(numbers: range) -> tuple[Act, ...]:
    return tuple(call(number) for number in numbers)


# ---- what is no reason to drain -------------------------------------------------------------------------------------


def _waits_in_its_page(visit: Visit) -> None:
    if kept(visit, "offline") != [1]:
        raise expect.missing("the call made offline is not queued")
    if not (calls_arrived(visit, 2) and calls_arrived(visit, 3)):
        raise expect.missing("no later success was seen")
    expect.contains(1, kept(visit, "online"), "the calls kept, the browser being online, later ones having succeeded")
    came = [body.get("el") for body in moments.before(visit, "online", "phone_call")]
    expect.lacks(tel(1), came, "the calls that arrived without a page load")


def _is_lost_with_its_hour(visit: Visit) -> Measurement:
    if kept(visit, "offline") != [1]:
        raise NoOccasion("the call made offline is not queued")
    lost = [1] == kept(visit, "online") and not kept(visit) and not calls_arrived(visit, 1)
    return measured(int(lost), 1, "calls lost in the queue of a page that stayed open for an hour, online again")


def _empty_text_is_an_empty_list(visit: Visit) -> None:
    if not calls_offered(visit, "fetch", 1):
        raise expect.missing("no fetch of the call was made")
    expect.equal([1], kept(visit), "the calls kept after the queue was the empty string")


SCENARIOS = (
    Scenario(
        name="queue-form",
        title="A call hangs, five seconds pass, its connection is cut",
        acts=(
            opened(),
            Run("Date.now()", keep="began"),
            Beacons("false"),
            Wire((Rule(Hang()),)),
            call(1),
            SetClock(lambda scene: scene.now_ms + LATE_MS),
            Look("hanging"),
            Cut(),
            Heal(),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-313", "while the server hangs nothing is queued", _waits_for_the_failure),
            Claim("TRK-401", "a JSON list in localStorage, under its key", _is_a_list_under_its_key),
            Claim("TRK-402", "the item is payload and ts, the payload what was sent", _is_payload_and_time),
            Claim("TRK-403", "ts is the moment of the failure", _is_of_the_failure),
        ),
        account=Expected({STORED: 1, QUEUED: 1}, {QUEUED: 1}),
    ),
    Scenario(
        name="queue-cap",
        title="Eleven calls fail, one after the other",
        acts=(opened(), *FAILING, *_fails(range(1, 11)), Look("ten"), *_fails(range(11, 12))),
        pages=PAGES,
        claims=(
            Claim("TRK-404", "ten are all kept", _keeps_ten),
            Claim("TRK-405", "of eleven the last ten are kept", _keeps_the_last_ten),
            Claim("TRK-406", "the one queued last stands last", _newest_stands_last),
            Claim("TRK-409", "where there was no queue there is one", _begins_a_queue),
        ),
        account=Expected({STORED: 1, QUEUED: 10, EVICTED: 1}, {QUEUED: 10, EVICTED: 1}),
    ),
    Scenario(
        name="queue-order-of-failures",
        title="The first of three calls has the slowest failure",
        acts=(
            opened(),
            Beacons("false"),
            Wire((Rule(Hang(), body=tel(1).encode()), Rule(Answer(500)))),
            *_fails(range(1, 4)),
            Cut(),
            Heal(),
        ),
        pages=PAGES,
        claims=(Claim("TRK-407", "it stands last", _stands_by_failure),),
        account=Expected({STORED: 1, QUEUED: 3}, {QUEUED: 3}),
    ),
    Scenario(
        name="queue-of-empty-text",
        title="The queue is the empty string when a call fails",
        acts=(Seed("local", seen.QUEUE, ""), opened(), Run(EMPTY_TEXT), *FAILING, call(1)),
        pages=PAGES,
        claims=(Claim("TRK-409", "it counts as an empty list", _empty_text_is_an_empty_list),),
        account=Expected({STORED: 1, QUEUED: 1}, {QUEUED: 1}),
    ),
    Scenario(
        name="queue-waits-for-a-page",
        title="A call fails offline; the browser is online again, later calls succeed, an hour passes in the same page",
        acts=(
            opened(),
            Beacons("false"),
            Offline(),
            call(1),
            Look("offline"),
            Beacons("real"),
            Offline(offline=False),
            call(2),
            Beacons("false"),
            call(3),
            Beacons("real"),
            Elapse(THREE_HEARTBEATS_MS),
            Look("online"),
            SetClock(lambda scene: scene.now_ms + HOUR_MS),
            Reload(),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-514", "neither online, nor a success, nor time drains it", _waits_in_its_page),
            Claim("HAZ-324", "it is lost when the hour is over", _is_lost_with_its_hour),
        ),
        account=Expected({STORED: 8, EXPIRED: 1}, {STORED: 2, EXPIRED: 1}),
    ),
)

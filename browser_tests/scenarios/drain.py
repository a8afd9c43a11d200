"""A page is loaded and finds a queue: what it sends, how, in which order, and that it does so once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from browser_tests import seen
from browser_tests.props.queues import (
    MINUTE_MS,
    NUMBERS,
    PAGES,
    call,
    calls_arrived,
    calls_offered,
    kept,
    numbers,
    opened,
    seeded_calls,
    tel,
)
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import STORED
from simulator.judge.visit import ENDPOINT, Arrived, Loaded, body_of
from simulator.page.acts import Beacons, Close, Go, Look, Reload, SetClock, Wire
from simulator.proxy import Answer, Delay, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

SLOW_MS = 400
# The oldest stands first, as failures leave them.
AGES_MS = tuple(4 * MINUTE_MS * (NUMBERS + 1 - number) for number in range(1, NUMBERS + 1))


def _drained(visit: Visit) -> list[Arrived]:
    found = calls_arrived(visit)
    if not found:
        raise expect.missing("nothing of the queue arrived")
    return found


def _goes_as_json_beacon(visit: Visit) -> None:
    origin = urlsplit(visit.all(Loaded)[0].url)
    for arrival in _drained(visit):
        expect.equal("application/json", arrival.header("Content-Type"), "Content-Type of a drained item")
        expect.equal(ENDPOINT, arrival.path, "the path it came to")
        expect.equal(origin.netloc, arrival.header("Host"), "the host it came to")
    ways = {way: len(calls_offered(visit, way)) for way in ("beacon", "fetch")}
    expect.equal(0, ways["fetch"], "drained items that went by fetch")


def _offered_oldest_first(visit: Visit) -> None:
    offered = list(dict.fromkeys(numbers(calls_offered(visit, "beacon"))))
    if len(offered) < 2:
        raise expect.missing("no two items of the queue were offered to sendBeacon")
    expect.equal(sorted(offered), offered, "the items in the order in which they were offered")


def _key_is_removed(visit: Visit) -> None:
    if kept(visit, "drained"):
        raise NoOccasion("something is left of the queue")
    expect.lacks(seen.QUEUE, seen.local(visit, "drained"), "localStorage after a drain that left nothing")


def _twelve_arrive(visit: Visit) -> None:
    expect.equal(list(range(1, NUMBERS + 1)), sorted(set(numbers(calls_arrived(visit)))), "the items that arrived")


def _once_over_three_loads(visit: Visit) -> None:
    if len(seen.bodies(visit, "view")) < 3:
        raise NoOccasion("the page was not loaded three times")
    times = Counter(numbers(_drained(visit)))
    again = sorted(number for number, count in times.items() if count > 1)
    expect.equal([], again, "items that arrived more than once")


# ---- what an item is of ---------------------------------------------------------------------------------------------


def _unchanged_after_midnight(visit: Visit) -> None:
    arrivals = [body_of(one) for one in calls_arrived(visit, 1)]
    view = seen.bodies(visit, "view")[-1:]
    if len(arrivals) < 2 or not view:
        raise expect.missing("the call did not arrive a second time, or no page view did")
    failed, drained = arrivals[0], arrivals[-1]
    keys = sorted({*failed, *drained})
    if view[0].get("sm") == failed.get("sm") or view[0].get("sid") == failed.get("sid"):
        raise NoOccasion("the page that drains has no session and month of its own")
    changed = {key: (failed.get(key), drained.get(key)) for key in keys if failed.get(key) != drained.get(key)}
    expect.equal({}, changed, "what changed in the body while it waited")


# ---- a hazard: no order at the server -------------------------------------------------------------------------------


def _overtaken(visit: Visit) -> Measurement:
    labels = [row["event_label"] for row in seen.events(visit)]
    if tel(1) not in labels:
        raise NoOccasion("the first item of the queue was not stored")
    return measured(labels.index(tel(1)), len(labels) - 1, "events stored before the first of the queue")


SCENARIOS = (
    Scenario(
        name="drain-of-twelve",
        title="Twelve calls wait; three pages are loaded",
        acts=(seeded_calls(*AGES_MS), opened(), Look("drained"), Reload(), Reload()),
        pages=PAGES,
        claims=(
            Claim("TRK-501", "each goes by sendBeacon to /api/sync, as application/json", _goes_as_json_beacon),
            Claim("TRK-506", "they are offered oldest first", _offered_oldest_first),
            Claim("TRK-508", "the key is removed", _key_is_removed),
            Claim("TRK-513", "all twelve arrive", _twelve_arrive),
            Claim("TRK-515", "each arrives once", _once_over_three_loads),
        ),
        account=Expected({STORED: NUMBERS + 3 + 2}, {STORED: NUMBERS}),
    ),
    Scenario(
        name="drain-after-midnight",
        title="A call fails on the last of the month, and waits for another tab, a month and a campaign later",
        acts=(
            Go("/calls?gclid=Earlier-1"),
            Beacons("false"),
            Wire((Rule(Answer(500)),)),
            call(1),
            Close(),
            Beacons("real"),
            Wire(),
            SetClock(lambda scene: scene.month_end_ms + 2 * MINUTE_MS),
            Go("/second?gclid=Later-2", "later"),
        ),
        pages=PAGES,
        claims=(Claim("TRK-502", "it arrives as it was, with its sid, sm, u and gclid", _unchanged_after_midnight),),
        account=Expected({STORED: 3}, {STORED: 1}),
        starts=lambda scene: scene.month_end_ms - 2 * MINUTE_MS,
        needs_next_month=True,
    ),
    Scenario(
        name="drain-keeps-no-order",
        title="Three calls wait, and the line of the first one is slow",
        acts=(
            seeded_calls(*AGES_MS[-3:]),
            Wire((Rule(Delay(request_ms=SLOW_MS), body=tel(1).encode()),)),
            opened(),
        ),
        pages=PAGES,
        claims=(Claim("HAZ-327", "later ones and the page view are stored before it", _overtaken),),
        account=Expected({STORED: 4}, {STORED: 3}),
    ),
)

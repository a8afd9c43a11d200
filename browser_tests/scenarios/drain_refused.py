"""A queue is drained, and sendBeacon does not take it, throws, or takes it into a network that fails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.queues import (
    MINUTE_MS,
    PAGES,
    aged,
    called,
    calls_arrived,
    calls_offered,
    items,
    kept,
    numbers,
    opened,
    seeded,
    seeded_calls,
)
from browser_tests.scenario import Claim, Expected, NoOccasion, Page, Scenario, measured
from simulator.judge import expect, fates
from simulator.judge.fates import LOST_OFFLINE, STORED
from simulator.judge.visit import Threw
from simulator.page.acts import Beacons, Go, Look, Offline, Reload, Run, Wire
from simulator.proxy import Answer, Hang, ResetBeforeBody, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit
    from simulator.page.acts import Act
    from simulator.proxy.faults import Fault

AGES_MS = tuple(minutes * MINUTE_MS for minutes in (40, 30, 20, 10))
# A page that has the tracker at hand and starts it when it is told to: a drain while nothing can be loaded.
STARTS_LATER = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Later</title>
<link rel="icon" href="data:,">
</head>
<body>
<script>
const tracker = fetch('/ux-core.js').then(answer => answer.text());
function start() {
  return tracker.then(text => {
    const script = document.createElement('script');
    script.setAttribute('data-site-id', '{{site}}');
    script.textContent = text;
    document.body.append(script);
  });
}
</script>
</body>
</html>
"""


def _as_seeded(visit: Visit, mark: str, these: tuple[int, ...]) -> None:
    """What is left are these items, as they were seeded, in order."""
    before = items(visit, "seeded")
    expected, left = [before[number - 1] for number in these], items(visit, mark)
    expect.equal(_in_short(expected), _in_short(left), f"numbers and ts of the queue at {mark}")
    expect.equal(expected, left, f"the queue at {mark}")


def _in_short(held: list[Any]) -> list[tuple[str, Any]]:
    return [(called(one), one.get("ts")) for one in held if isinstance(one, dict)]


def _offered(visit: Visit) -> None:
    if not calls_offered(visit, "beacon"):
        raise expect.missing("nothing of the queue was offered to sendBeacon")


def _refused_ones_are_left(visit: Visit) -> None:
    results = [one.result for one in calls_offered(visit, "beacon")][:4]
    _offered(visit)
    if results != ["true", "false", "true", "false"]:
        raise NoOccasion(f"sendBeacon said {results} to the items of the queue")
    _as_seeded(visit, "drained", (2, 4))


def _all_are_left(mark: str, visit: Visit) -> None:
    _as_seeded(visit, mark, (1, 2, 3))


def _are_left(mark: str, visit: Visit) -> None:
    expect.equal([1, 2, 3], sorted(kept(visit, mark)), f"the calls kept at {mark}")


def _nothing_by_fetch(until: str, visit: Visit) -> None:
    """What arrived before a look is what sendBeacon had taken by then."""
    offers, arrivals = calls_offered(visit, "beacon"), calls_arrived(visit)
    if not offers:
        raise expect.missing("nothing of the queue was offered to sendBeacon")
    held = visit.held(until)
    last = held.number if held else 0
    taken = {number for one in offers if one.result == "true" and one.number < last for number in numbers([one])}
    came = {number for one in arrivals if one.number < last for number in numbers([one])}
    expect.equal([], sorted(came - taken), "items that sendBeacon did not take and that arrived")


# ---- it throws ------------------------------------------------------------------------------------------------------


def _goes_on_with_the_queue_whole(visit: Visit) -> None:
    _offered(visit)
    expect.absent([one.message for one in visit.all(Threw)], "exceptions that surfaced")
    expect.truthy(moments.before(visit, "thrown", "view"), "the page view after it", "it was sent")
    _as_seeded(visit, "thrown", (1, 2, 3))


def _doubled(visit: Visit) -> Measurement:
    stored = [row["event_label"] for row in seen.events(visit, "phone_call")]
    if not stored:
        raise NoOccasion("no call was stored")
    doubled = len(stored) - len(set(stored))
    return measured(doubled, 1, "calls sent before sendBeacon threw that are stored twice")


# ---- it is taken, and lost ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lost:
    """One row: what a drained call meets, and what becomes of it."""

    mark: str
    fault: Fault
    fate: str


LOST = (
    Lost("500", Answer(500), fates.lost_after_beacon(500)),
    Lost("429", Answer(429), fates.lost_after_beacon(429)),
    Lost("reset", ResetBeforeBody(), fates.LOST_UNREACHED),
    Lost("hang", Hang(), fates.LOST_UNANSWERED),
)


def _each_is_met() -> tuple[Act, ...]:
    acts: list[Act] = []
    for number, row in enumerate(LOST, 1):
        rule = Rule(row.fault, body=b"phone_call")
        acts += [_seeded_one(number), Wire((rule,)), opened(), Look(row.mark)]
    return (*acts, Reload())


def _seeded_one(number: int) -> Act:
    return seeded(lambda scene: [aged(scene, number)])


def _is_not_kept(number: int, mark: str, visit: Visit) -> None:
    offers = calls_offered(visit, "beacon", number)
    if not any(one.result == "true" for one in offers):
        raise expect.missing("sendBeacon did not take the item")
    expect.lacks(number, kept(visit, mark), "the calls kept after sendBeacon said true")
    expect.equal(1, len(offers), "how often the item was offered, later loads included")


def _drained_offline(visit: Visit) -> None:
    taken = [one for one in calls_offered(visit, "beacon") if one.result == "true"]
    if {*numbers(taken)} != {1, 2, 3, 4}:
        raise expect.missing("sendBeacon did not take the four items")
    expect.equal([], kept(visit), "the calls kept after sendBeacon said true")


SCENARIOS = (
    Scenario(
        name="drain-refused-by-turns",
        title="Four calls wait, and sendBeacon takes every other one",
        acts=(
            seeded_calls(*AGES_MS),
            Look("seeded"),
            Beacons("alternating"),
            opened(),
            Look("drained"),
            Beacons("real"),
            Reload(),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-509", "the refused ones are left, as they were, in order", _refused_ones_are_left),
            Claim("TRK-511", "they do not go by fetch", partial(_nothing_by_fetch, "drained")),
        ),
        account=Expected({STORED: 7}, {STORED: 4}),
    ),
    Scenario(
        name="drain-refused",
        title="Three calls wait while sendBeacon says false, then undefined, then is absent",
        acts=(
            seeded_calls(*AGES_MS[:3]),
            Look("seeded"),
            Beacons("false"),
            opened(),
            Look("false"),
            Beacons("undefined"),
            Reload(),
            Look("undefined"),
            Beacons("absent"),
            Reload(),
            Look("absent"),
            Beacons("real"),
            Reload(),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-509", "false: all are left as they were", partial(_all_are_left, "false")),
            Claim("TRK-509", "undefined: all are left as they were", partial(_all_are_left, "undefined")),
            Claim("TRK-510", "absent: all are left", partial(_are_left, "absent")),
            Claim("TRK-511", "nothing of it goes by fetch", partial(_nothing_by_fetch, "absent")),
        ),
        account=Expected({STORED: 3 + 4 + 3}, {STORED: 3}),
    ),
    Scenario(
        name="drain-throws",
        title="Three calls wait, and sendBeacon throws at the second",
        acts=(
            seeded_calls(*AGES_MS[:3]),
            Look("seeded"),
            Beacons("throws", from_call=2, calls=1),
            opened(),
            Look("thrown"),
            Beacons("real"),
            Reload(),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-512", "the tracker goes on, the queue stays whole", _goes_on_with_the_queue_whole),
            Claim("HAZ-323", "the one sent before is stored twice", _doubled),
        ),
        account=Expected({STORED: 3 + 2 + 1}, {STORED: 3}, surplus=1),
    ),
    Scenario(
        name="drain-lost",
        title="Calls that wait are drained into answers of 500 and 429, a reset and a hang",
        acts=_each_is_met(),
        pages=PAGES,
        claims=tuple(
            Claim("TRK-507", f"{row.mark}: it is removed for good", partial(_is_not_kept, number, row.mark))
            for number, row in enumerate(LOST, 1)
        ),
        account=Expected({STORED: 5 + 4, **{row.fate: 1 for row in LOST}}, {row.fate: 1 for row in LOST}),
    ),
    Scenario(
        name="drain-offline",
        title="Four calls wait, and the tracker starts while the browser is offline",
        acts=(
            seeded_calls(*AGES_MS),
            Go("/later"),
            Run("tracker.then(text => text.length)", keep="at hand"),
            Offline(),
            Run("start()"),
            Look("drained"),
            Offline(offline=False),
        ),
        pages={"/later": Page(STARTS_LATER)},
        claims=(Claim("TRK-507", "they are removed, though none can have left the machine", _drained_offline),),
        account=Expected({LOST_OFFLINE: 4 + 1}, {LOST_OFFLINE: 4}),
    ),
)

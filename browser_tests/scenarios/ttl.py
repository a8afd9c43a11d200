"""What waits in the queue for an hour: to the millisecond, by the visitor's clock, without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests.props.queues import HOUR_MS, PAGES, call, calls_arrived, kept, numbers, opened, seeded_calls
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import EXPIRED, STORED
from simulator.judge.visit import Threw
from simulator.page.acts import Beacons, Close, Look, Reload, SetClock, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

FAILING = (Beacons("false"), Wire((Rule(Answer(500)),)))
WELL = (Beacons("real"), Wire())


def _a_millisecond_before(visit: Visit) -> None:
    expect.contains(1, numbers(calls_arrived(visit)), "the calls that arrived, number 1 being 59:59.999 old")


def _to_the_millisecond(visit: Visit) -> None:
    expect.lacks(2, numbers(calls_arrived(visit)), "the calls that arrived, number 2 being 60:00.000 old")


def _removed_in_silence(visit: Visit) -> None:
    expect.absent([one for one in kept(visit) if one in (2, 3)], "items past their hour that are kept")
    expect.lacks(3, numbers(calls_arrived(visit)), "the calls that arrived, number 3 being 60:00.001 old")
    _in_silence(visit)


def _in_silence(visit: Visit) -> None:
    expect.absent(_complaints(visit), "complaints on the console")


def _complaints(visit: Visit) -> list[str]:
    said = [one.text for one in visit.console if one.level in ("warn", "error")]
    return said + [one.message for one in visit.all(Threw)]


def _dropped_without_a_trace(visit: Visit) -> Measurement:
    if kept(visit, "failed") != [1]:
        raise NoOccasion("the call that failed is not queued")
    is_gone = len(calls_arrived(visit, 1)) == 1 and not kept(visit) and not _complaints(visit)
    return measured(int(is_gone), 1, "calls dropped without a trace, their visitor coming back after an hour")


def _by_the_clock_on_the_wall(visit: Visit) -> Measurement:
    if kept(visit, "ahead") != [1] or kept(visit, "fresh") != [2]:
        raise NoOccasion("the calls that failed are not queued")
    outlived = len(calls_arrived(visit, 1)) == 2
    dropped = len(calls_arrived(visit, 2)) == 1 and not kept(visit)
    return measured(outlived + dropped, 2, "calls sent after two hours, or dropped fresh, because the clock was set")


SCENARIOS = (
    Scenario(
        name="ttl-edges",
        title="Three calls wait: 59:59.999, 60:00.000 and 60:00.001 old",
        acts=(seeded_calls(HOUR_MS - 1, HOUR_MS, HOUR_MS + 1), opened()),
        pages=PAGES,
        claims=(
            Claim("TRK-503", "59:59.999 is sent", _a_millisecond_before),
            Claim("TRK-504", "60:00.000 is not", _to_the_millisecond),
            Claim("TRK-505", "what is past its hour is removed in silence", _removed_in_silence),
        ),
        account=Expected({STORED: 2, EXPIRED: 2}, {STORED: 1, EXPIRED: 2}),
    ),
    Scenario(
        name="ttl-back-after-an-hour",
        title="A call fails, and its visitor comes back after an hour",
        acts=(
            opened(),
            *FAILING,
            call(1),
            Look("failed"),
            Close(),
            *WELL,
            SetClock(lambda scene: scene.now_ms + HOUR_MS),
            opened(),
        ),
        pages=PAGES,
        claims=(Claim("HAZ-319", "the call is gone without a trace", _dropped_without_a_trace),),
        account=Expected({STORED: 2, EXPIRED: 1}, {EXPIRED: 1}),
    ),
    Scenario(
        name="ttl-clock-is-set",
        title="A call fails while the clock is three hours ahead, another just before it is set forward",
        acts=(
            SetClock(lambda scene: scene.now_ms + 3 * HOUR_MS),
            opened(),
            *FAILING,
            call(1),
            Look("ahead"),
            *WELL,
            SetClock(lambda scene: scene.now_ms + 2 * HOUR_MS),
            Reload(),
            *FAILING,
            call(2),
            Look("fresh"),
            *WELL,
            SetClock(lambda scene: scene.now_ms + 3 * HOUR_MS),
            Reload(),
        ),
        pages=PAGES,
        claims=(Claim("HAZ-320", "one outlives two hours, the other is dropped fresh", _by_the_clock_on_the_wall),),
        account=Expected({STORED: 6, EXPIRED: 1}, {STORED: 1, EXPIRED: 1}),
    ),
)

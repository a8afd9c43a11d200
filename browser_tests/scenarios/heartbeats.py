"""A page is open: the heartbeat, from its first beat to those nobody lived."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.scenario import Claim, Expected, Scenario, measured
from simulator.judge import expect
from simulator.page.acts import Elapse, Go, Look, Run

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

BEAT_MS = 30_000
BACKGROUND_MS = 35 * 60_000
# What a browser does to a page whose tab goes to the background; none of ours has one that can be seen to.
HIDE = """
void [['visibilityState', 'hidden'], ['hidden', true]].forEach(([name, value]) =>
  Object.defineProperty(document, name, { configurable: true, get: () => value })),
document.dispatchEvent(new Event('visibilitychange'))"""


def _beats_in_time(visit: Visit) -> None:
    expect.absent(moments.before(visit, "a moment before", "heartbeat"), "heartbeats within 29999 ms")
    expect.equal(1, len(moments.before(visit, "thirty seconds", "heartbeat")), "heartbeats within 30000 ms")
    expect.equal(10, len(moments.before(visit, "end", "heartbeat")), "heartbeats in five minutes")


def _beats_evenly(visit: Visit) -> None:
    times = [one.at_ms for one in seen.offered(visit, "heartbeat")]
    gaps = [after - before for before, after in pairwise(times)]
    expect.equal([BEAT_MS], sorted(set(gaps)), "milliseconds from one heartbeat to the next")


def _beat_is_whole(visit: Visit) -> None:
    body = seen.first_body(visit, "heartbeat")
    said = {"ec": "system", "ea": "heartbeat", "el": "session_active"}
    expect.equal(said, {key: body.get(key) for key in said}, "the heartbeat")
    expect.equal({"fp", "gclid"}, set(seen.meta(body)), "keys of the heartbeat's meta")


def _beats_in_the_dark(visit: Visit) -> None:
    expect.truthy(moments.since(visit, "long hidden", "heartbeat"), "heartbeats after 34 minutes in the background")


def _counts_what_nobody_lived(visit: Visit) -> Measurement:
    sessions = {str(row["session_id"]) for row in seen.events(visit)}
    beats = len(seen.events(visit, "heartbeat")) if len(sessions) == 1 else 0
    words = "heartbeats of a tab in the background, all stored in the one session"
    return measured(beats, BACKGROUND_MS // BEAT_MS, words)


SCENARIOS = (
    Scenario(
        name="heartbeats",
        title="A page stays open for five minutes",
        acts=(
            *(Go("/"), Elapse(29_999), Look("a moment before")),
            *(Elapse(1), Look("thirty seconds"), Elapse(270_000)),
        ),
        claims=(
            Claim("TRK-617", "the first comes after 30000 ms, ten come in five minutes", _beats_in_time),
            Claim("TRK-617", "each comes 30000 ms after the one before", _beats_evenly),
            Claim("TRK-618", "it says what it is, and nothing more", _beat_is_whole),
        ),
        account=Expected({"stored": 11}),
    ),
    Scenario(
        name="tab-in-the-background",
        title="A tab goes to the background and is forgotten for 35 minutes",
        acts=(Go("/"), Run(HIDE), Elapse(BACKGROUND_MS - 60_000), Look("long hidden"), Elapse(60_000)),
        claims=(
            Claim("TRK-619", "heartbeats go on in a hidden tab", _beats_in_the_dark),
            Claim("HAZ-348", "they count time that nobody lived, in the same session", _counts_what_nobody_lived),
        ),
        account=Expected({"stored": 71}),
    ),
)

"""Storage that is full, for a new visitor and for one who comes back, and storage that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.queues import PAGES, call, calls_offered, kept, opened
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Page, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import LOST_STORAGE, STORED
from simulator.judge.visit import Loaded, Threw, Wrote
from simulator.page.acts import Beacons, Elapse, Go, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

HEARTBEAT_MS = 30_000
# Properties, not setItem: a page's own writes are told in full, and five megabytes of filler say nothing.
FILLED = """(() => {
  for (let size = 1 << 22; size >= 1; size >>= 1) {
    try { localStorage['filler' + size] = 'x'.repeat(size); } catch (full) { /* the next one is smaller */ }
  }
  try { localStorage.oneMore = 'xxxxxxxxxxxxxxxx'; return 'room'; } catch (full) { return full.name; }
})()"""
EMPTIED = "Object.keys(localStorage).filter(key => key.startsWith('filler')).forEach(key => delete localStorage[key])"
FRAMING = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A page that shows another in a sandbox</title>
<link rel="icon" href="data:,">
</head>
<body><iframe sandbox="allow-scripts" src="/calls"></iframe></body>
</html>
"""


def _is_full(visit: Visit) -> None:
    if seen.value(visit, "filled") == "room":
        raise NotSeen("storage could not be filled")


def _dead_when_full(visit: Visit) -> Measurement:
    _is_full(visit)
    return measured(int(not seen.arrived(visit)), 1, "new visitors with full storage of whom nothing ever arrived")


def _fails_in_silence(visit: Visit) -> None:
    _is_full(visit)
    if not [one for one in visit.all(Wrote) if one.error]:
        raise NoOccasion("no write was refused")
    expect.absent([one.message for one in visit.all(Threw)], "exceptions and rejections that surfaced")
    if not calls_offered(visit, "fetch", 1):
        raise expect.missing("no fetch of the call was made")


def _lost_when_full(visit: Visit) -> Measurement:
    _is_full(visit)
    failed = len(calls_offered(visit, "fetch"))
    if not failed:
        raise NoOccasion("no fetch of a call was made")
    return measured(failed - len(kept(visit)), failed, "failed calls that full storage did not take")


def _dead_in_a_sandbox(visit: Visit) -> Measurement:
    if not any(one.frame for one in visit.all(Loaded)):
        raise NotSeen("the frame did not load")
    return measured(int(not seen.arrived(visit)), 1, "pages in a sandbox of which nothing ever arrived")


SCENARIOS = (
    Scenario(
        name="storage-full-new-visitor",
        title="A new visitor whose storage is full opens the page, calls, and stays for a minute",
        acts=(
            Go("/blank"),
            Run(FILLED, keep="filled"),
            opened(),
            call(1),
            Elapse(2 * HEARTBEAT_MS),
            Run(EMPTIED),
        ),
        pages=PAGES,
        claims=(Claim("HAZ-328", "nothing is ever sent", _dead_when_full),),
        account=Expected({LOST_STORAGE: 1}),
    ),
    Scenario(
        name="storage-full-returning-visitor",
        title="The storage of a visitor who was here before is full, and two calls fail",
        acts=(
            opened(),
            Run(FILLED, keep="filled"),
            Beacons("false"),
            Wire((Rule(Answer(500)),)),
            call(1),
            call(2),
            Run(EMPTIED),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-408", "the page hears of no exception and of no rejection", _fails_in_silence),
            Claim("HAZ-329", "both are lost", _lost_when_full),
        ),
        account=Expected({STORED: 1, LOST_STORAGE: 2}, {LOST_STORAGE: 2}),
    ),
    Scenario(
        name="storage-refused-in-a-sandbox",
        title="A page is shown in a sandboxed frame, where storage is refused",
        acts=(Go("/framing"), Elapse(HEARTBEAT_MS)),
        pages={**PAGES, "/framing": Page(FRAMING)},
        claims=(Claim("HAZ-330", "nothing is ever sent", _dead_in_a_sandbox),),
        account=Expected({LOST_STORAGE: 1}),
    ),
)

"""What sendBeacon does not take goes by fetch: how that looks, and which answers put the event into the queue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.queues import PAGES, call, calls_arrived, calls_offered, kept, opened, tel
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Scenario
from simulator.judge import expect
from simulator.judge.fates import LOST_THROWN, LOST_UNANSWERED, POISONED, QUEUED, STORED, taken
from simulator.judge.visit import UNHEARD
from simulator.page.acts import Beacons, Elapse, Leave, Look, Run, Wire
from simulator.proxy import Answer, Hang, Rule

if TYPE_CHECKING:
    from simulator.judge.visit import Arrived, Offered, Visit
    from simulator.page.acts import Act

# Each answer is given to the call of a number of its own.
ACCEPTING = {201: 1, 204: 2, 299: 3}
REFUSING = {400: 4, 403: 5, 404: 6, 413: 7}
TOO_LARGE = 70_000
TWO_HEARTBEATS_MS = 65_000


def _fetched(visit: Visit, number: int) -> Offered:
    found = calls_offered(visit, "fetch", number)
    if not found:
        raise expect.missing(f"no fetch of {tel(number)} was made")
    return found[0]


def _arrived(visit: Visit, number: int) -> Arrived:
    found = calls_arrived(visit, number)
    if not found:
        raise expect.missing(f"the fetch of {tel(number)} did not arrive")
    return found[0]


# ---- the request ----------------------------------------------------------------------------------------------------


def _same_bytes_same_address(visit: Visit) -> None:
    beacon = next((one for one in calls_offered(visit, "beacon", 1)), None)
    if beacon is None:
        raise expect.missing("the call was not offered to sendBeacon")
    expect.equal([beacon.url], [one.url for one in calls_offered(visit, "fetch", 1)], "where it was fetched")
    came = [(one.method, one.body) for one in calls_arrived(visit, 1)]
    expect.equal([("POST", beacon.body)], came, "what arrived of it")


def _carries_no_cookie(visit: Visit) -> None:
    expect.contains("visited=before", seen.value(visit, "cookies") or "", "the page's cookies")
    expect.absent(_arrived(visit, 1).header("Cookie"), "Cookie of the fallback")


def _has_mode_cors(visit: Visit) -> None:
    expect.equal("cors", _arrived(visit, 1).header("Sec-Fetch-Mode"), "Sec-Fetch-Mode of the fallback")


def _is_kept_alive(visit: Visit) -> None:
    fetched = _fetched(visit, 1)
    if fetched.result == UNHEARD:
        raise NoOccasion("the page's own fetch was not called, and what another one was told was not heard")
    expect.equal(True, fetched.options.get("keepalive"), "keepalive of the fallback")  # noqa: FBT003


def _outlives_its_page(visit: Visit) -> None:
    if not visit.gone():
        raise NotSeen("the page was not left")
    expect.equal("", _arrived(visit, 1).ended, "how the fallback ended on the wire, the page being gone")
    failures = [one.failure for one in visit.carried if one.way == "fetch" and one.failure]
    expect.absent(failures, "what the browser says of fallbacks whose page is gone")


# ---- its answers ----------------------------------------------------------------------------------------------------


def _queues_nothing(status: int, visit: Visit) -> None:
    _arrived(visit, ACCEPTING[status])
    expect.lacks(ACCEPTING[status], kept(visit, str(status)), f"the calls kept after {status}")


def _queues_it(status: int, visit: Visit) -> None:
    _arrived(visit, REFUSING[status])
    expect.contains(REFUSING[status], kept(visit, str(status)), f"the calls kept after {status}")


def _answers() -> tuple[Act, ...]:
    acts: list[Act] = [opened(), Beacons("false")]
    for status, number in {**ACCEPTING, **REFUSING}.items():
        acts += [Wire((Rule(Answer(status)),)), call(number), Look(str(status))]
    return tuple(acts)


def _too_large_is_queued(visit: Visit) -> None:
    if seen.arrived(visit, "large"):
        raise NoOccasion("the large event arrived: nothing failed")
    sizes = [len(text) for text in seen.local(visit).values() if "large" in text]
    expect.truthy(sizes and max(sizes) > TOO_LARGE, "the large event in storage", "it is kept whole")


# ---- no second try, and a beacon that throws ------------------------------------------------------------------------


def _not_tried_again(number: int, visit: Visit) -> None:
    _fetched(visit, number)
    expect.equal(1, len(calls_offered(visit, "fetch", number)), f"fetches of {tel(number)} within its page")
    expect.equal(1, len(calls_arrived(visit, number)), f"arrivals of {tel(number)} within its page")


def _reaches_the_caller(visit: Visit) -> None:
    if not seen.offered(visit, "asked", "beacon"):
        raise expect.missing("sendBeacon was not called")
    thrown = visit.ran("sent")
    expect.equal("TypeError", thrown.error if thrown else "", "what the caller of opmantik.send caught")
    expect.equal(0, len(seen.offered(visit, "asked", "fetch")), "fetches of it")
    expect.equal(0, len(seen.arrived(visit, "asked")), "arrivals of it")
    expect.absent([one for one in seen.local(visit).values() if "asked" in one], "what is kept of it")


SCENARIOS = (
    Scenario(
        name="fallback-request",
        title="A browser with cookies refuses the beacon of a call, and the call goes by fetch",
        acts=(
            opened(),
            Run("document.cookie = 'visited=before; path=/', document.cookie", keep="cookies"),
            Beacons("false"),
            call(1),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-303", "by POST to the same address with the same bytes", _same_bytes_same_address),
            Claim("TRK-306", "its option keepalive is set", _is_kept_alive),
            Claim("TRK-307", "it carries no cookie, though the page has one", _carries_no_cookie),
            Claim("TRK-308", "it arrives with Sec-Fetch-Mode: cors", _has_mode_cors),
        ),
        account=Expected({STORED: 2}, {STORED: 1}),
    ),
    Scenario(
        name="fallback-outlives-its-page",
        title="A call goes by fetch, the server hangs, and the page is left",
        acts=(
            opened(),
            Beacons("false"),
            Wire((Rule(Hang(), body=tel(1).encode()),)),
            call(1),
            Leave(),
        ),
        pages=PAGES,
        claims=(Claim("TRK-306", "the request is not given up, the page being gone", _outlives_its_page),),
        account=Expected({STORED: 2, LOST_UNANSWERED: 1}, {LOST_UNANSWERED: 1}),
    ),
    Scenario(
        name="fallback-answers",
        title="Fallbacks that are accepted, and fallbacks that are refused for good",
        acts=_answers(),
        pages=PAGES,
        claims=(
            *(Claim("TRK-309", f"after {one} nothing is queued", partial(_queues_nothing, one)) for one in ACCEPTING),
            *(Claim("TRK-311", f"after {one} it is queued", partial(_queues_it, one)) for one in REFUSING),
        ),
        account=Expected(
            {STORED: 1, QUEUED: 4, taken(201): 1, taken(204): 1, taken(299): 1},
            {QUEUED: 4, taken(201): 1, taken(204): 1, taken(299): 1},
        ),
    ),
    Scenario(
        name="fallback-too-large",
        title="An event larger than a beacon and a keepalive fetch may be",
        acts=(opened(), Run(f"opmantik.send('test', 'large', 'x'.repeat({TOO_LARGE}))")),
        pages=PAGES,
        claims=(Claim("TRK-312", "it is queued, whole", _too_large_is_queued),),
        account=Expected({STORED: 1, POISONED: 1}),
    ),
    Scenario(
        name="no-second-try",
        title="One fallback fails, one hangs, and more than a minute passes",
        acts=(
            opened(),
            Wire((Rule(Answer(500), body=tel(1).encode()), Rule(Hang(), body=tel(2).encode()))),
            Beacons("false"),
            call(1),
            call(2),
            Beacons("real"),
            Elapse(TWO_HEARTBEATS_MS),
        ),
        pages=PAGES,
        claims=(
            Claim("TRK-314", "what was refused is not tried again", partial(_not_tried_again, 1)),
            Claim("TRK-314", "what hangs is not given up and tried again", partial(_not_tried_again, 2)),
        ),
        account=Expected({STORED: 3, QUEUED: 1, LOST_UNANSWERED: 1}, {QUEUED: 1, LOST_UNANSWERED: 1}),
    ),
    Scenario(
        name="beacon-throws-at-the-caller",
        title="A page sends an event of its own, and sendBeacon throws",
        acts=(opened(), Beacons("throws"), Run("opmantik.send('test', 'asked')", keep="sent")),
        pages=PAGES,
        claims=(Claim("TRK-315", "the exception reaches the caller; no fetch, no queue", _reaches_the_caller),),
        account=Expected({STORED: 1, LOST_THROWN: 1}),
    ),
)

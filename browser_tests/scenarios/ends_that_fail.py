"""A session end that sendBeacon does not take: its fallback meets every kind of answer, and the page stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario
from browser_tests.scenarios.leaving import ASKING
from simulator.judge import expect
from simulator.judge.fates import QUEUED, STORED, taken
from simulator.page.acts import Beacons, Click, Go, Leave, Look, Offline, Wire
from simulator.proxy import Answer, ResetBeforeBody, Rule

if TYPE_CHECKING:
    from simulator.judge.visit import Offered, Visit
    from simulator.page.acts import Act

# Each answer, and the clause that says what becomes of the fallback; with the last the queue is full of what failed.
TAKEN = {200: "TRK-309", 204: "TRK-309"}
REFUSED = {400: "TRK-311", 404: "TRK-311", 429: "TRK-310", 500: "TRK-310"}
CUT_OFF = ("reset", "offline")
MARKS = ("asked", *map(str, TAKEN), *map(str, REFUSED), *CUT_OFF)


def _kept(visit: Visit, mark: str) -> int:
    """Count the session ends in storage at a look, under whatever key."""
    areas = seen.local(visit, mark), seen.session(visit, mark)
    return sum(text.count('"page_unload"') for area in areas for text in area.values())


def _becomes(mark: str, more: int, visit: Visit) -> None:
    before = MARKS[MARKS.index(mark) - 1]
    fetched = [one for one in _offered(visit, before, mark) if one.way == "fetch"]
    expect.one([one.body for one in fetched], f"fetches of the session end that meets {mark}")
    expect.equal(more, _kept(visit, mark) - _kept(visit, before), f"session ends queued by {mark}")


def _offered(visit: Visit, before: str, mark: str) -> list[Offered]:
    """Give the session ends offered between two looks; that there are any is for other clauses (TRK-620, 621)."""
    ends = [one for one in seen.offered(visit, "session_end") if _between(visit, one.number, before, mark)]
    if not ends:
        raise NoOccasion("no session end is made while the page asks whether it may be left")
    return ends


def _between(visit: Visit, number: int, before: str, mark: str) -> bool:
    first, last = visit.held(before), visit.held(mark)
    return first is not None and last is not None and first.number < number < last.number


def _arrives(visit: Visit) -> None:
    for mark in map(str, (*TAKEN, *REFUSED)):
        _offered(visit, MARKS[MARKS.index(mark) - 1], mark)
        came = moments.since(visit, MARKS[MARKS.index(mark) - 1], "session_end", until=mark)
        expect.equal(1, len(came), f"session ends that arrive and meet {mark}")


def _left(mark: str, *begins: Act) -> tuple[Act, ...]:
    return (*begins, Leave(stays=True), Look(mark))


SCENARIOS = (
    Scenario(
        name="ends-that-fail",
        title="The page asks whether it may be left, and each session end meets another answer by fetch",
        acts=(
            *(Go("/asking"), Click("#phone"), Beacons("false"), Look("asked")),
            *(act for status in (*TAKEN, *REFUSED) for act in _left(str(status), Wire((Rule(Answer(status)),)))),
            *(*_left("reset", Wire((Rule(ResetBeforeBody()),))), *_left("offline", Wire(), Offline())),
        ),
        claims=(
            Claim("TRK-303", "what sendBeacon does not take is fetched while the page is being left", _arrives),
            *(Claim(clause, f"{one}: not queued", partial(_becomes, str(one), 0)) for one, clause in TAKEN.items()),
            *(Claim(clause, f"{one}: queued", partial(_becomes, str(one), 1)) for one, clause in REFUSED.items()),
            *(Claim("TRK-312", f"{one}: queued", partial(_becomes, one, 1)) for one in CUT_OFF),
        ),
        account=Expected({STORED: 2, taken(200): 1, taken(204): 1, QUEUED: 6}, {STORED: 1}),
        pages={"/asking": ASKING},
    ),
)

"""One call under each way in which sendBeacon can behave, each way in which it can be answered, each state of its page.

A scenario is one answer and one state; in it the visitor calls five numbers, one for each behaviour of sendBeacon.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from browser_tests.props.queues import PAGES, call, calls_arrived, calls_offered, kept, tel
from browser_tests.scenario import Claim, Expected, NoOccasion, Page, Scenario
from browser_tests.scenarios.heartbeats import HIDE
from simulator.judge import expect, fates
from simulator.judge.visit import Threw
from simulator.page.acts import Beacons, Down, Go, Leave, Look, Offline, Run, Wire
from simulator.proxy import Answer, Hang, ResetBeforeBody, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.judge.visit import Visit
    from simulator.page.acts import Act, BeaconMode

# Each behaviour has a number of its own that is called under it.
MODES: tuple[BeaconMode, ...] = ("real", "false", "undefined", "absent", "throws")
REFUSED: tuple[BeaconMode, ...] = ("false", "undefined", "absent")
NUMBER = {mode: number for number, mode in enumerate(MODES, 1)}
MADE_FETCH = {"false": "TRK-303", "undefined": "TRK-305", "absent": "TRK-304"}


@dataclass(frozen=True)
class State:
    """A state of the page: how it is brought about, and what of it is stored before, calls among it."""

    suffix: str
    title: str
    begins: tuple[Act, ...] = ()
    page: str = "/calls"
    stored_before: int = 1
    called_before: int = 0


# A page may ask whether it is to be left only when somebody has touched it.
ASKING = "/asking-calls"
_ASKS = "<script>window.addEventListener('beforeunload', event => event.preventDefault());</script></body>"
_ASKING_PAGE = Page(PAGES["/calls"].html.replace("</body>", _ASKS))
STATES = (
    State("", ""),
    State("-hidden", " from a tab in the background", (Run(HIDE),)),
    State("-being-left", " from a page that was about to be left", (call(6), Leave(stays=True)), ASKING, 3, 1),
)


@dataclass(frozen=True)
class Answered:
    """One row: what happens to requests, what becomes of a beacon and of a fallback, whether the wire sees a request.

    `fallback`: the clause that says what becomes of one that was not taken as a beacon.
    """

    name: str
    title: str
    begins: tuple[Act, ...]
    beacon: str
    fetch: str
    fallback: str
    arrives: bool = True

    @property
    def is_kept(self) -> bool:
        """Whether a fallback ends in the queue."""
        return self.fetch == fates.QUEUED


def _wire(fault: Answer | Hang | ResetBeforeBody) -> tuple[Act, ...]:
    return (Wire((Rule(fault),)),)


def _refused(status: int, clause: str) -> Answered:
    begins, lost = _wire(Answer(status)), fates.lost_after_beacon(status)
    return Answered(str(status), f"the server answers {status}", begins, lost, fates.QUEUED, clause)


def _cut_off(name: str, title: str, begins: tuple[Act, ...], beacon: str) -> Answered:
    return Answered(name, title, begins, beacon, fates.QUEUED, "TRK-312", arrives=False)


ANSWERS = (
    Answered("200", "all is well", (), fates.STORED, fates.STORED, "TRK-309"),
    _refused(400, "TRK-311"),
    _refused(429, "TRK-310"),
    _refused(500, "TRK-310"),
    Answered("hang", "the server hangs", _wire(Hang()), fates.LOST_UNANSWERED, fates.LOST_UNANSWERED, "TRK-313"),
    _cut_off("reset", "connections are reset", _wire(ResetBeforeBody()), fates.LOST_UNREACHED),
    _cut_off("refused", "nobody listens", (Down(),), fates.LOST_UNREACHED),
    _cut_off("offline", "the browser is offline", (Offline(),), fates.LOST_OFFLINE),
)


def _arrives_once(visit: Visit) -> None:
    number = NUMBER["real"]
    expect.equal(0, len(calls_offered(visit, "fetch", number)), "fetches of an event that sendBeacon took")
    expect.equal(1, len(calls_arrived(visit, number)), "arrivals of it")


def _is_done_with(visit: Visit) -> None:
    number = NUMBER["real"]
    if not any(one.result == "true" for one in calls_offered(visit, "beacon", number)):
        raise NoOccasion("sendBeacon took no call")
    expect.equal(0, len(calls_offered(visit, "fetch", number)), "fetches of an event that sendBeacon took")
    expect.lacks(number, kept(visit), "the calls kept")


def _is_fetched(mode: BeaconMode, row: Answered, visit: Visit) -> None:
    number = NUMBER[mode]
    expect.equal(1, len(calls_offered(visit, "fetch", number)), f"fetches of {tel(number)}")
    if row.arrives:
        expect.truthy(calls_arrived(visit, number), f"arrivals of {tel(number)}")


def _fallbacks(visit: Visit) -> list[BeaconMode]:
    found: list[BeaconMode] = [mode for mode in REFUSED if calls_offered(visit, "fetch", NUMBER[mode])]
    if not found:
        raise NoOccasion("no call was fetched")
    return found


def _fallbacks_are(kept_in_the_end: bool, visit: Visit) -> None:  # noqa: FBT001 - said by name where it is called
    for mode in _fallbacks(visit):
        at_once, in_the_end = kept(visit, mode), kept(visit)
        for held in (at_once, in_the_end):
            expect.equal(kept_in_the_end, NUMBER[mode] in held, f"sendBeacon {mode}: the call is kept")


def _is_thrown(visit: Visit) -> None:
    number = NUMBER["throws"]
    if not calls_offered(visit, "beacon", number):
        raise expect.missing("sendBeacon was not called")
    expect.contains("TypeError", [one.name for one in visit.all(Threw)], "exceptions that the page heard of")
    expect.equal(0, len(calls_offered(visit, "fetch", number)), "fetches after sendBeacon threw")
    expect.equal(0, len(calls_arrived(visit, number)), "arrivals after sendBeacon threw")
    expect.lacks(number, kept(visit), "the calls kept")


def _scenario(row: Answered, state: State) -> Scenario:
    acts: list[Act] = [Go(state.page), *state.begins, *row.begins]
    for mode in MODES:
        acts += [Beacons(mode), call(NUMBER[mode]), Look(mode)]
    return Scenario(
        name=(f"call-answered-{row.name}" if row.name.isdecimal() else f"call-{row.name}") + state.suffix,
        title=f"A visitor calls{state.title} while {row.title}, under every behaviour of sendBeacon",
        acts=tuple(acts),
        pages={**PAGES, ASKING: _ASKING_PAGE},
        claims=_claims(row),
        account=_expected(row, state),
    )


def _claims(row: Answered) -> tuple[Claim, ...]:
    done = _arrives_once if row.beacon == fates.STORED else _is_done_with
    taken = Claim("TRK-301" if done is _arrives_once else "TRK-302", f"true, {row.title}: it is done with", done)
    fetched = [
        Claim(clause, f"{mode}, {row.title}: it is fetched", partial(_is_fetched, mode, row))
        for mode, clause in MADE_FETCH.items()
    ]
    becomes = "queued" if row.is_kept else "not queued"
    judge: Callable[[Visit], None] = partial(_fallbacks_are, row.is_kept)
    thrown = Claim("TRK-315", f"throws, {row.title}: neither fetched nor queued, and heard of", _is_thrown)
    return (taken, *fetched, Claim(row.fallback, f"not taken, {row.title}: {becomes}", judge), thrown)


def _expected(row: Answered, state: State) -> Expected:
    calls = Counter([row.beacon, *(row.fetch for _ in REFUSED), fates.LOST_THROWN])
    events = calls + Counter({fates.STORED: state.stored_before})
    return Expected(dict(events), dict(calls + Counter({fates.STORED: state.called_before})))


SCENARIOS = tuple(_scenario(row, state) for state in STATES for row in ANSWERS)

"""The session id: where it is kept, which ones are kept, and how long it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import TAG, page, session_of
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.visit import Wrote
from simulator.page.acts import Click, Close, Elapse, Go, Look, Run, Seed, SetClock

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

V4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
PATHS = {"main": "/", "other": "/second"}
TIMEOUT_MS = 1_800_000
OPENER = page(TAG, '<a id="copy" href="/copy" target="_blank" rel="opener">…</a>')


def _seeded(visit: Visit, tab: str) -> str | None:
    return seen.session(visit, "seeded", tab).get(seen.SESSION)


def _look_in(visit: Visit, tab: str, sid: object) -> None:
    """A tracker that keeps its id somewhere else has not seen what was seeded; that is another clause's."""
    own = seen.session(visit, tab=tab)
    elsewhere = [value for key, value in own.items() if key != seen.SESSION]
    if own.get(seen.SESSION) != sid and sid in [*elsewhere, *seen.local(visit, tab=tab).values()]:
        raise NoOccasion("the tracker keeps its session id somewhere else")


def _view_of(visit: Visit, tab: str) -> dict:
    views = seen.at(visit, PATHS[tab], "view")
    if not views:
        raise expect.missing(f"no page view of {tab} arrived")
    return views[0]


def _seeded_is_sent(visit: Visit) -> None:
    expect.equal(_seeded(visit, "main"), _view_of(visit, "main").get("sid"), "sid of the page view")


def _upper_case_stays(visit: Visit) -> None:
    seeded, sid = _seeded(visit, "other"), _view_of(visit, "other").get("sid")
    _look_in(visit, "other", sid)
    expect.equal(seeded, sid, "sid of the page view after an upper-case id")
    expect.equal(seeded, seen.session(visit, tab="other").get(seen.SESSION), "the upper-case id in storage")


def _replaced(visit: Visit) -> None:
    for tab in PATHS:
        sid = _view_of(visit, tab).get("sid")
        _look_in(visit, tab, sid)
        expect.different(_seeded(visit, tab), sid, f"sid of {tab}'s page view")
        expect.equal(sid, seen.session(visit, tab=tab).get(seen.SESSION), f"the id in {tab}'s storage")
        _written_before_it_was_sent(visit, tab, sid)


def _written_before_it_was_sent(visit: Visit, tab: str, sid: str) -> None:
    offered = [one.number for one in seen.offered(visit, "view") if one.tab == tab]
    written = [one.number for one in visit.all(Wrote) if (one.tab, one.value) == (tab, sid) and not one.error]
    if not offered or not written:
        raise expect.missing(f"it was not seen that {tab} wrote its session id")
    expect.truthy(written[0] < offered[0], f"whether {tab} wrote the id first", "the id written, then the event sent")


def _new_ids_have_the_form(visit: Visit) -> None:
    sids = {body.get("sid") for body in seen.bodies(visit, "view")}
    if not sids:
        raise expect.missing("no page view arrived")
    for sid in sids:
        expect.matches(V4, sid, "a new session id")


def _says_so(visit: Visit) -> None:
    for tab in PATHS:
        _look_in(visit, tab, _view_of(visit, tab).get("sid"))
    lines = seen.lines(visit, "[OPSMANTIK] Migrating session ID to UUID format", "log")
    expect.equal(len(PATHS), len(lines), "lines that tell of a replaced id")


def _one_tab_one_session(visit: Visit) -> None:
    first, second, third = (body.get("sid") for body in seen.in_order(visit, "view", 3))
    expect.equal(first, second, "sid of the tab's second page")
    expect.different(first, third, "sid of another tab")
    expect.contains(first, list(seen.session(visit).values()), "the values in the first tab's sessionStorage")


def _outlives_the_timeout(visit: Visit) -> None:
    view, elapsed, jumped = (seen.first_body(visit, action) for action in ("view", "elapsed", "jumped"))
    expect.equal(view.get("sid"), elapsed.get("sid"), "sid after half an hour of heartbeats")
    expect.equal(view.get("sid"), jumped.get("sid"), "sid after half an hour in which nothing ran")


def _copied(visit: Visit) -> Measurement:
    beats = [body.get("sid") for body in seen.bodies(visit, "heartbeat")]
    ended = [body.get("sid") for body in seen.bodies(visit, "session_end")]
    if not beats or not ended:
        raise NoOccasion("no heartbeats, or no session end arrived")
    shared = len(set(beats)) == 1 and ended[0] in beats
    return measured(int(shared), 1, "the tabs a page opened sent their heartbeats and their end under its session id")


SCENARIOS = (
    Scenario(
        name="session-kept",
        title="The tab has a session id already; another tab has one in upper case",
        acts=(
            Seed("session", seen.SESSION, session_of),
            Seed("session", seen.SESSION, lambda scene: session_of(scene).upper(), tab="other"),
            Look("seeded"),
            Go("/"),
            Go("/second", tab="other"),
        ),
        claims=(
            Claim("TRK-101", "the id under opmantik_session_sid is the page view's", _seeded_is_sent),
            Claim("TRK-104", "an upper-case id is kept as it stands", _upper_case_stays),
        ),
        account=Expected({"stored": 2}),
    ),
    Scenario(
        name="session-replaced",
        title="The tab's session id is rubbish; another tab's is a version 1 UUID",
        acts=(
            Seed("session", seen.SESSION, "rubbish"),
            Seed("session", seen.SESSION, lambda scene: session_of(scene, version=1), tab="other"),
            Look("seeded"),
            Go("/"),
            Go("/second", tab="other"),
        ),
        claims=(
            Claim("TRK-105", "a new id is stored, then sent", _replaced),
            Claim("TRK-103", "it is a lower-case version 4 UUID", _new_ids_have_the_form),
            Claim("TRK-908", "the replacement is logged", _says_so),
        ),
        account=Expected({"stored": 2}),
    ),
    Scenario(
        name="session-of-a-tab",
        title="A new visitor sees two pages and opens another tab",
        acts=(Go("/"), Go("/second"), Go("/", tab="other")),
        claims=(
            Claim("TRK-102", "the pages share the session, the tab has another", _one_tab_one_session),
            Claim("TRK-103", "both are lower-case version 4 UUIDs", _new_ids_have_the_form),
        ),
        account=Expected({"stored": 4}),
    ),
    Scenario(
        name="session-without-end",
        title="The page stays open and untouched for more than half an hour, twice",
        acts=(
            Go("/"),
            Elapse(TIMEOUT_MS + 1),
            Run("opmantik.send('custom', 'elapsed')"),
            SetClock(lambda scene: scene.now_ms + 2 * (TIMEOUT_MS + 1)),
            Run("opmantik.send('custom', 'jumped')"),
        ),
        claims=(Claim("TRK-106", "the session is the same", _outlives_the_timeout),),
        account=Expected({"stored": 63}),
    ),
    Scenario(
        name="session-copied",
        title="The page opens two tabs itself; one is closed, the others stay",
        acts=(
            Go("/opener"),
            Click("#copy", opens="linked"),
            Run("void window.open('/copy')", opens="opened"),
            Elapse(30_000),
            Close(tab="linked", before_unload=True),
            Elapse(30_000),
        ),
        claims=(Claim("HAZ-338", "all of them are one session", _copied),),
        account=Expected({"stored": 9}),
        pages={"/opener": OPENER, "/copy": page()},
    ),
)

"""A page is left, hidden, closed, killed, or only seems to be: when a session end is sent, and when a new view."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.pages import STANDARD, TRACKER
from browser_tests.props import moments
from browser_tests.props.links import staying
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Page, Scenario, Settings, measured
from browser_tests.scenarios.heartbeats import HIDE
from simulator.judge import expect
from simulator.judge.visit import Loaded
from simulator.page.acts import Back, Click, Close, Crash, Elapse, Go, Leave, Look, Reload, Run

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

ASKING = Page(
    staying(phone="tel:+905321112233").html.replace(
        "</body>",
        "<script>window.addEventListener('beforeunload', event => event.preventDefault());</script></body>",
    )
)
# A browser keeps a page that is left only if it may be stored.
KEPT = {
    path: Page((TRACKER / "pages" / STANDARD[path]).read_text("utf-8"), headers=(("Cache-Control", "no-cache"),))
    for path in ("/", "/second")
}


def _end_is_whole(visit: Visit) -> None:
    ends = seen.bodies(visit, "session_end")
    expect.truthy(ends, "session ends", "one sent when the page was left")
    said = {"ec": "system", "ea": "session_end", "el": "page_unload"}
    expect.equal(said, {key: ends[0].get(key) for key in said}, "the session end")
    where = next(one.url for one in visit.all(Loaded) if not one.frame)
    expect.equal(where, seen.meta(ends[0]).get("exit_page"), "exit_page")


def _end_of_each_page(visit: Visit) -> None:
    ends = _ends(visit, "read", "navigated", "reloaded", "")
    expect.equal([True] * 3, ends, "whether session ends came of a navigation, a reload and a closed tab")


def _end_of_each_leave(visit: Visit) -> None:
    ends = _ends(visit, "read", "stayed", "stayed again", "")
    expect.equal([True] * 3, ends, "whether session ends came of two leaves that were cancelled and one that was not")


def _ends(visit: Visit, *marks: str) -> list[bool]:
    """Say whether session ends came from each look to the next; an empty mark is the end of the visit."""
    return [bool(moments.since(visit, first, "session_end", until=until)) for first, until in pairwise(marks)]


def _hiding_sends_nothing(visit: Visit) -> None:
    expect.absent(moments.since(visit, "read"), "what was sent by a tab that was hidden, closed and killed")


def _no_end(visit: Visit) -> Measurement:
    died = 2
    ended = len(moments.since(visit, "read", "session_end"))
    return measured(max(0, died - ended), died, "tabs that died without beforeunload and left no session end")


def _one_view_only(visit: Visit) -> None:
    if seen.value(visit, "where") != "/prices":
        raise NoOccasion("the address was not changed")
    expect.absent(moments.since(visit, "read", "view", until="shown"), "views of addresses changed by a script")


def _first_view_only(visit: Visit) -> Measurement:
    if not seen.arrived(visit, "view"):
        raise NoOccasion("not even the page itself was counted")
    views = len(moments.since(visit, "read", "view", until="shown"))
    return measured(2 - min(views, 2), 2, "views shown by pushState and replaceState that sent no page view")


def _back_without_a_view(visit: Visit) -> None:
    _restored(visit)
    expect.absent(moments.since(visit, "second", "view"), "views of a page that came back from the cache")


def _back_is_no_view(visit: Visit) -> Measurement:
    _restored(visit)
    views = moments.since(visit, "second", "view")
    alive = moments.since(visit, "second", "heartbeat")
    return measured(int(not views and bool(alive)), 1, "pages that came back alive from the cache and were not counted")


def _restored(visit: Visit) -> None:
    if not any(one.restored for one in visit.all(Loaded)):
        raise NotSeen("the page did not come back from the back-forward cache")


SCENARIOS = (
    Scenario(
        name="ways-to-leave",
        title="A visitor goes to another page, reloads it, and closes the tab",
        acts=(
            *(Go("/"), Look("read"), Click("#to-prices"), Look("navigated")),
            *(Reload(), Look("reloaded"), Close(before_unload=True)),
        ),
        claims=(
            Claim("TRK-620", "the end says where the visitor left", _end_is_whole),
            Claim("TRK-621", "each beforeunload sends one", _end_of_each_page),
        ),
        account=Expected({"stored": 6}),
    ),
    Scenario(
        name="leave-that-was-cancelled",
        title="The page asks whether it may be left; twice the visitor stays, then he closes the tab",
        pages={"/asking": ASKING},
        acts=(
            *(Go("/asking"), Click("#phone"), Look("read")),
            *(Leave(stays=True), Look("stayed"), Leave(stays=True), Look("stayed again")),
            Leave(),
        ),
        claims=(Claim("TRK-621", "each attempt sends a session end", _end_of_each_leave),),
        account=Expected({"stored": 5}, {"stored": 1}),
    ),
    Scenario(
        name="tabs-that-die",
        not_in=dict.fromkeys(("firefox", "webkit"), "a renderer is killed by Chromium's own protocol"),
        title="Of two tabs one is hidden and closed, the other one's browser crashes",
        acts=(
            *(Go("/"), Go("/second", tab="other"), Look("read")),
            *(Run(HIDE), Run("window.dispatchEvent(new Event('pagehide'))")),
            *(Close(), Crash(tab="other")),
        ),
        claims=(
            Claim("TRK-622", "neither hiding nor dying sends anything", _hiding_sends_nothing),
            Claim("HAZ-332", "neither visit has an end", _no_end),
        ),
        account=Expected({"stored": 2}),
    ),
    Scenario(
        name="one-page-application",
        title="A page shows three contents under three addresses without being loaded again",
        acts=(
            *(Go("/"), Look("read")),
            *(Run("history.pushState({}, '', '/quote')"), Run("history.replaceState({}, '', '/prices')")),
            *(Run("void (location.hash = 'large')"), Run("location.pathname", keep="where"), Look("shown")),
        ),
        claims=(
            Claim("TRK-623", "none of it is a page view", _one_view_only),
            Claim("HAZ-334", "so only the first content is counted", _first_view_only),
        ),
        account=Expected({"stored": 1}),
    ),
    Scenario(
        name="back-from-the-cache",
        title="A visitor goes on to another page and back to one that the browser had kept",
        settings=Settings(bfcache=True),
        pages=KEPT,
        acts=(Go("/"), Go("/second"), Look("second"), Back(), Elapse(60_000)),
        claims=(
            Claim("TRK-623", "the page that comes back is no new view", _back_without_a_view),
            Claim("HAZ-333", "so the visitor's second look is not counted", _back_is_no_view),
        ),
        account=Expected({"stored": 6}),
    ),
)

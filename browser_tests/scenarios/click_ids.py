"""The ad's click id: where it is kept, how it is read, and how far it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props.own_pages import PHONE, STAYS, TAG, page
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.visit import Loaded
from simulator.page.acts import BLANK_PATH, Await, Click, Go, Look, Run, Seed, SetClock

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit
    from simulator.page.acts import Scene

DAY_MS = 86_400_000
TWO = 2
CLICKED = page(TAG + STAYS, PHONE)
NEW_TAB = page(TAG, '<a id="new-tab" href="/called" target="_blank">…</a>')


def _sent(visit: Visit, views: int) -> list[Any]:
    return [seen.meta(body).get("gclid") for body in seen.in_order(visit, "view", views)]


def _seeded_is_sent(visit: Visit) -> None:
    expect.equal("seeded", seen.meta(seen.first_body(visit, "view")).get("gclid"), "meta.gclid of the page view")


def _kept_by_the_tab(visit: Visit) -> None:
    expect.lacks(seen.CONTEXT, seen.session(visit, "before"), "sessionStorage before any gclid was seen")
    expect.contains("first", list(seen.session(visit, "seen").values()), "the values in sessionStorage after one was")
    expect.equal("first", _sent(visit, 6)[2], "meta.gclid of the next page, whose address has none")


def _newer_replaces(visit: Visit) -> None:
    expect.equal(["newer", "newer"], _sent(visit, 6)[3:5], "meta.gclid of the page with a newer one, and of the next")


def _empty_is_none(visit: Visit) -> None:
    *_, kept, last = _sent(visit, 6)
    if not kept:
        raise NoOccasion("no gclid was kept")
    expect.equal(kept, last, "meta.gclid of a page whose address says gclid=")


def _exact_name_first_value(visit: Visit) -> None:
    upper, several = _sent(visit, 2)
    expect.absent(upper, "meta.gclid of an address that says GCLID=upper")
    expect.equal("one", several, "meta.gclid of an address that says gclid=one&gclid=two")


def _pushed_counts(visit: Visit) -> None:
    before, after = (seen.meta(body).get("gclid") for body in seen.in_order(visit, "phone_call", 2))
    expect.equal("old", before, "meta.gclid of the click before pushState")
    expect.equal("new", after, "meta.gclid of the click after pushState")


def _address_of_the_moment(visit: Visit) -> None:
    before, after = (body.get("u") for body in seen.in_order(visit, "phone_call", 2))
    expect.equal(visit.all(Loaded)[0].url, before, "u of the click before pushState")
    expect.equal(seen.value(visit, "address"), after, "u of the click after pushState")


def _new_tab_has_none(visit: Visit) -> Measurement:
    ad, other = seen.in_order(visit, "view", 2)
    if seen.meta(ad).get("gclid") != "ad":
        raise NoOccasion("the ad's click was not sent")
    stored = seen.calls(visit)
    if not stored:
        raise NoOccasion("no call is stored")
    lost = seen.meta(other).get("gclid") is None and other.get("sid") != ad.get("sid")
    return measured(int(lost and stored[0].get("click_id") is None), 1, "the call from a new tab had no click id")


def _kept_for_a_search(visit: Visit) -> Measurement:
    ad, search = _sent(visit, 2)
    if ad != "ad":
        raise NoOccasion("the ad's click was not sent")
    return measured(int(search == "ad"), 1, "a visit that began anew in the tab counted as the ad's click")


def _result(scene: Scene) -> str:
    return f"""(() => {{
      const link = document.createElement('a');
      link.id = 'result';
      link.href = '{scene.origin}/second';
      link.textContent = 'a result';
      document.body.appendChild(link);
    }})()"""


SCENARIOS = (
    Scenario(
        name="click-id-stored",
        title="The tab has a click id already",
        acts=(Seed("session", seen.CONTEXT, "seeded"), Go("/")),
        claims=(Claim("TRK-112", "what stands under opmantik_session_context is sent", _seeded_is_sent),),
        account=Expected({"stored": 1}),
    ),
    Scenario(
        name="click-id-kept",
        title="A visitor comes by an ad, looks around, comes by another ad, and by a link without a value",
        acts=(
            Go("/"),
            Look("before"),
            Go("/second?gclid=first"),
            Look("seen"),
            Go("/"),
            Go("/second?gclid=newer"),
            Go("/"),
            Go("/second?gclid="),
        ),
        claims=(
            Claim("TRK-113", "the tab keeps it once it was seen", _kept_by_the_tab),
            Claim("TRK-115", "a newer one replaces it", _newer_replaces),
            Claim("TRK-116", "an empty one does not", _empty_is_none),
        ),
        account=Expected({"stored": 11}),
    ),
    Scenario(
        name="click-id-spelling",
        title="An address says GCLID, another says gclid twice",
        acts=(Go("/?GCLID=upper"), Go("/second?gclid=one&gclid=two")),
        claims=(Claim("TRK-117", "the first one in lower case counts", _exact_name_first_value),),
        account=Expected({"stored": 3}),
    ),
    Scenario(
        name="click-id-pushed",
        title="The page changes its address while it is open",
        acts=(
            Go("/clicked?gclid=old"),
            Click("#call"),
            Run("history.pushState(null, '', '/clicked?gclid=new&page=2#prices')"),
            Click("#call"),
            Run("location.href", keep="address"),
        ),
        claims=(
            Claim("TRK-114", "the click after it carries the new click id", _pushed_counts),
            Claim("TRK-204", "and the new address, with query and fragment", _address_of_the_moment),
        ),
        account=Expected({"stored": 3}, {"stored": 2}),
        pages={"/clicked": CLICKED},
    ),
    Scenario(
        name="click-id-lost",
        title="A visitor who came by an ad opens a new tab and calls from there",
        acts=(Go("/new-tab?gclid=ad"), Click("#new-tab", opens="other"), Click("#call", tab="other")),
        claims=(Claim("HAZ-337", "the call is nobody's ad's", _new_tab_has_none),),
        account=Expected({"stored": 3}, {"stored": 1}),
        pages={"/new-tab": NEW_TAB, "/called": CLICKED},
    ),
    Scenario(
        name="click-id-overstays",
        title="A visitor comes by an ad, leaves, and comes back in the same tab a day later by a search",
        acts=(
            Go("/?gclid=ad"),
            Go(lambda scene: scene.elsewhere + BLANK_PATH),
            SetClock(lambda scene: scene.now_ms + DAY_MS),
            Run(_result),
            Click("#result"),
            Await("the second page view", lambda visit: len(seen.bodies(visit, "view")) == TWO),
        ),
        claims=(Claim("HAZ-339", "the visit counts as the ad's", _kept_for_a_search),),
        account=Expected({"stored": 3}),
    ),
)

"""How pages are left and come about: links, forms, history, what beforeunload hears (tracker facts 3 and 11)."""

from __future__ import annotations

import pytest

from simulator.judge.visit import Acted, Left, Loaded, body_of
from simulator.page.acts import AtOnce, Back, Beacons, Click, Close, Crash, Cut, Go, Leave, Offline, Reload, Run, Wire
from simulator.page.scenery import Settings
from simulator.proxy.faults import Answer, Rule
from tests.simulator.page.playing import page, value_of, visit

TAG = '<script src="/ux-core.js" data-site-id="{{site}}"></script>'
LINKS = page(
    TAG,
    """<a id="hash" href="#below">x</a><a id="download" download href="/second">x</a>
    <a id="js" href="javascript:x=1">x</a>
    <a id="blank" target="_blank" href="/second">x</a><a id="tel" href="tel:+90 532"><b id="icon">x</b></a>
    <a id="stopped" href="/second" onclick="event.preventDefault()">x</a><a id="far" href="http://wa.me/1">x</a>""",
)


def actions(*acts: object, **given: object) -> list[str]:
    """Give what arrived, by its ea."""
    return [body_of(one)["ea"] for one in visit(*acts, **given).arrivals]


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        (Go("/second"), 1),
        (Reload(), 1),
        (Leave(), 1),
        (Close(before_unload=True), 1),
        (Close(), 0),
        (Crash(), 0),
        (Click("#tel"), 1),
        (Click("#icon"), 1),
        (Click("#hash"), 0),
        (Click("#download"), 0),
        (Click("#js"), 0),
        (Click("#blank", opens="two"), 0),
        (Click("#stopped"), 0),
        (Click("#far"), 1),
        (Run("history.pushState(null, '', '/third')"), 0),
    ],
)
def test_when_beforeunload_fires(act: object, ends: int) -> None:
    """Tracker facts 11: for a navigation, a reload, a tel: link; not for downloads, hashes, new tabs, a plain close."""
    assert ends == actions(Go("/own"), act, pages={"/own": LINKS}).count("session_end")


def test_a_phone_link_sends_the_call_first_and_the_page_stays() -> None:
    """Tracker facts 11: after a click on a tel: link session_end follows the phone_call, and heartbeats go on."""
    seen = visit(Go("/own"), Click("#icon"), pages={"/own": LINKS})
    assert ["view", "phone_call", "session_end"] == [body_of(one)["ea"] for one in seen.arrivals]
    assert [] == seen.all(Left)
    assert "tel:+90 532" == body_of(seen.arrivals[1])["el"]


def test_a_visitor_who_is_asked_stays() -> None:
    """A page that was touched may ask; who stays has a page that goes on. Untouched it may not ask."""
    asks = page(f"{TAG}<script>addEventListener('beforeunload', one => one.preventDefault())</script>", "<p>x</p>")
    seen = visit(Go("/own"), Click("p"), Leave(stays=True), Leave(stays=True), pages={"/own": asks})
    assert ["view", "session_end", "session_end"] == [body_of(one)["ea"] for one in seen.arrivals]
    assert [] == seen.all(Left)
    untouched = visit(Go("/own"), Leave(stays=True), pages={"/own": asks})
    assert ["the page does not ask, and is left"] == [one.failed for one in untouched.all(Acted) if one.failed]


def test_the_referrer() -> None:
    """Links say where from, in full to the own origin; an address typed in does not."""
    assert "" == value_of("document.referrer")
    second = visit(Go("/?a=1#b"), Click("#to-prices"), Run("document.referrer", keep="value")).ran("value")
    assert "http://site.localhost:8080/?a=1" == second.value
    far = "location.href = 'http://elsewhere.localhost:8080/blank'"
    away = visit(Go("/blank"), Run(far), Run("document.referrer", keep="value")).ran("value")
    assert "http://site.localhost:8080/" == away.value


def test_forms() -> None:
    """A button submits with what is named; a submit that is prevented goes nowhere."""
    fields = '<input name="a" value="x y"><input value="no"><button name="b" value="1">s</button>'
    form = f'<form action="/second">{fields}</form>'
    seen = visit(Go("/own"), Click("button"), Run("location.search", keep="value"), pages={"/own": page(body=form)})
    assert "?a=x+y&b=1" == seen.ran("value").value
    stays = page("<script>document.addEventListener('submit', event => event.preventDefault())</script>", form)
    assert 1 == len(visit(Go("/own"), Click("button"), pages={"/own": stays}).all(Loaded))


def test_history() -> None:
    """Back loads again, or, among states of one document, tells it; with a cache the page comes back as it was."""
    assert ["/", "/second", "/"] == [one.url[26:] for one in visit(Go(), Go("/second"), Back()).all(Loaded)]
    moved = """addEventListener('popstate', event => { window.told = event.state }),
    history.replaceState(1, ''), history.pushState(2, '', '/third')"""
    assert ["/own", 1, 1] == value_of("[location.pathname, told, history.state]", Run(moved), Back())
    kept = visit(Go(), Go("/second"), Back(), settings=Settings(bfcache=True))
    assert [False, False, True] == [one.restored for one in kept.all(Loaded)]
    assert [1, 2, 1] == [one.page for one in kept.all(Loaded)]


@pytest.mark.parametrize("trouble", [Cut(), Offline(), Wire((Rule(Answer(200), path="/nowhere"),))])
def test_a_page_that_cannot_be_loaded_replaces_the_one_that_was(trouble: object) -> None:
    """The act says why it failed, and the page is gone."""
    seen = visit(Go(), trouble, Go("/second"))
    fails = not isinstance(trouble, Wire)
    assert fails == any(one.failed.startswith("net::ERR_") for one in seen.all(Acted))
    assert [1] == [one.page for one in seen.all(Left)]


def test_an_answer_that_comes_after_its_page_is_gone_queues_nothing() -> None:
    """Tracker facts 9: an answer after the page was left is lost."""
    refused = Wire((Rule(Answer(500, delay_ms=150)),))
    hurried = AtOnce((Run("opmantik.send('custom', 'sent')"), Go("/second")))
    seen = visit(Go(), Beacons("false"), refused, hurried)
    assert "sent" not in seen.held().local.get("opsmantik_evtq_v1", "")


def test_a_click_on_nothing_is_written_down() -> None:
    """An act that cannot be done says so, and the visit goes on."""
    seen = visit(Go(), Click("#nobody"), Click("#phone", tab="nobody"), Click("::before"), Click("#phone"))
    assert ["nothing matches #nobody", "no tab named nobody is open"] == [one.failed for one in seen.failures()][:2]
    assert 3 == len(seen.failures())
    assert "phone_call" in [body_of(one)["ea"] for one in seen.arrivals]

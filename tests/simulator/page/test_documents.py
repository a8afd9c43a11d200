"""How a document comes about and what its scripts find: order, events, clock, chance (tracker facts 3, 4)."""

from __future__ import annotations

import json

import ada_url
import pytest

from simulator.judge.visit import Said, Threw, body_of
from simulator.page.acts import Elapse, Go, Run, Scroll, SetClock
from simulator.page.scenery import Page, Settings
from tests.simulator.page.playing import page, value_of, visit

NOTE = "(window.notes = window.notes || []).push"
ADDRESSES = (
    *("http://a.b/c/../d?x=1#y", "HTTP://A.B:80/", "http://a.b:8080", "../up?q", "//other/x", "?only", "#only", ""),
    *("tel:+90 532 111 22 33;ext=7", "mailto:a@b.c?subject=x y", "whatsapp://send?phone=1", "about:blank", "/root"),
    *("http://a.b/ü ö?ş=ç&<>\"'#ğ`", "http://user:pass@a.b/", "http://a.b/./%2e%2e/c", "http:\\\\a.b\\c"),
    *("https://wa.me/90?text=Hi%20you", "http://a.b/{x}^|y", "  http://a.b/\n ", "http://a.b:99999/", "http:///x"),
    *("http://a b/", "data:text/plain,x y", "javascript:x"),
)


def notes_of(head: str, body: str = "", **given: object) -> list[str]:
    """Give what the scripts of a page noted, in order."""
    pages = {"/own": page(f"<script>window.note = word => {NOTE}(word)</script>{head}", body), **given}
    seen = visit(Go("/own"), Run("notes", keep="value"), pages=pages).ran("value")
    return seen.value


def script(text: str) -> Page:
    return Page(text, without_spy=True)


def test_scripts_run_in_the_order_html_gives_them() -> None:
    """Blocking ones in place, deferred ones and modules after the parser, then DOMContentLoaded, then load."""
    head = """<script defer src="/deferred.js"></script><script type="module">note('module')</script>
    <script>note('inline ' + document.readyState);
    document.addEventListener('DOMContentLoaded', () => note('content ' + document.readyState));
    addEventListener('load', () => note('load ' + document.readyState));</script><script src="/blocking.js"></script>"""
    files = {"/deferred.js": script("note('deferred')"), "/blocking.js": script("note('blocking')")}
    assert [
        "inline loading",
        "blocking",
        "last",
        "deferred",
        "module",
        "content interactive",
        "load complete",
    ] == notes_of(head, "<script>note('last')</script>", **files)


def test_the_running_script() -> None:
    """`currentScript` is the element that runs, its promises included, however it came; null in a module."""
    say = "note(document.currentScript && document.currentScript.id)"
    head = f"""<script id="inline">{say}; Promise.resolve().then(() => {say})</script>
    <script id="async" async src="/say.js"></script><script type="module" id="module">{say}</script>
    <script>const made = Object.assign(document.createElement('script'), {{id: 'injected', src: '/say.js'}});
    document.head.appendChild(made); document.addEventListener('DOMContentLoaded', () => {say});
    const now = document.createElement('script'); now.id = 'at once'; now.textContent = "{say}";
    document.head.append(now);
    </script>"""
    found = notes_of(head, **{"/say.js": script(say)})
    assert ["inline", "inline", "at once"] == found[:3]
    assert {"async", "injected", None} == set(found[3:])
    assert 2 == found[3:].count(None)


def test_a_script_that_is_not_there_does_not_hold_the_page_up() -> None:
    """The parser goes on, `error` is fired at the element."""
    missing = "<script src=\"https://nobody.example/x.js\" onerror=\"note('error')\"></script>"
    head = f"{missing}<script>note('next')</script>"
    assert ["error", "next"] == notes_of(head)


def test_scripts_share_their_top_level() -> None:
    """A const of one script is there in the next, and a var is a member of the window."""
    first, second = "const one = 1; var two = 2", "note(one + two), note(window.two)"
    assert [3, 2] == notes_of(f"<script>{first}</script><script>{second}</script>")


def test_events_go_down_and_up_again() -> None:
    """Capture from the window, then the target, then bubbling up to it; a stopped one is not heard above."""
    body = """<p id="outer"><b id="inner">x</b></p><script>
    const [outer, inner] = ['outer', 'inner'].map(id => document.getElementById(id));
    for (const [name, one] of Object.entries({window, document, outer, inner})) {
      one.addEventListener('ping', () => note(name + ' down'), true);
      one.addEventListener('ping', () => note(name + ' up'));
    }
    inner.dispatchEvent(new CustomEvent('ping', {bubbles: true}));
    outer.addEventListener('ping', event => event.stopPropagation());
    inner.dispatchEvent(new Event('ping', {bubbles: true}));</script>"""
    way = ["window down", "document down", "outer down", "inner down", "inner up", "outer up"]
    assert [*way, "document up", "window up", *way] == notes_of("", body)


def test_what_nobody_catches_is_told() -> None:
    """Errors of scripts, listeners and timers, and rejections nobody handled; a handled one is not."""
    head = """<script>Promise.reject(new RangeError('unheard')); Promise.reject(new Error('heard')).catch(() => {});
    (async () => { try { await Promise.reject(new Error('awaited')) } catch (heard) {} })();
    setTimeout(() => { throw new TypeError('late') }, 10);</script><script>undefinedName()</script>"""
    seen = visit(Go("/own"), Elapse(10), pages={"/own": page(head)}).all(Threw)
    expected = [("RangeError", True), ("ReferenceError", False), ("TypeError", False)]
    assert expected == [(one.name, one.rejection) for one in seen]


def test_the_clock_stands_still_but_for_acts() -> None:
    """Timers fire each at its own time when time passes; a clock that is set fires none."""
    fill = """window.at = [], window.began = Date.now(), setInterval(() => at.push(Date.now() - began), 400),
    setTimeout(() => at.push('once'), 500)"""
    assert [400, "once", 800] == value_of("at", Run(fill), Elapse(1000))
    assert [] == value_of("at", Run(fill), SetClock(lambda scene: scene.month_end_ms))
    assert 1000 == value_of("Date.now() - began", Run(fill), Elapse(1000))
    assert 0 == value_of("Date.now() - began", Run(fill), Run("1"))


@pytest.mark.parametrize(
    ("zone", "hours", "expected"),
    [("UTC", 0, [0, 10, 12]), ("Europe/Istanbul", 0, [-180, 10, 15]), ("America/Los_Angeles", -9, [480, 9, 19])],
)
def test_local_time_is_the_machines(zone: str, hours: int, expected: list[int]) -> None:
    """Tracker facts 11: offset, day and hour are the timezone's."""
    machine = Settings(timezone=zone)
    parts = "date => [date.getTimezoneOffset(), date.getDate(), date.getHours()]"
    assert expected == value_of(f"({parts})(new Date(Date.now() + {hours} * 3600000))", settings=machine)
    made = "(new Date(2026, 10, 10, 3) - Date.UTC(2026, 10, 10, 3)) / 60000 === new Date().getTimezoneOffset()"
    assert True is value_of(made, settings=machine)


def test_scrolling_is_measured_as_the_page_says_it_is_high() -> None:
    """Pixels of style rules and attributes; to a percentage is to where that much has been seen; no move, no event."""
    tall = page("<style>body { margin: 0; height: 5000px }</style>")
    count = "window.times = 0, addEventListener('scroll', () => times++)"
    told = "[times, scrollY, document.documentElement.scrollHeight]"
    moves = (Run(count), Scroll(percent=60), Scroll(percent=60), Scroll(y=1e6))
    assert [2, 4280, 5000] == value_of(told, *moves, pages={"/own": tall})
    assert [0, 0, 720] == value_of(told, Run(count), Scroll(percent=90))


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_read_as_a_real_parser_reads_them(address: str) -> None:
    """Address, origin, path, query and fragment, as ada (a parser of browsers) has them, against a base."""
    base = "http://site.localhost:8080/a/b?c#d"
    parts = "url => [url.href, url.origin, url.pathname, url.search, url.hash]"
    given = f"({parts})(new URL({json.dumps(address)}, {json.dumps(base)}))"
    try:
        real = ada_url.URL(address, base)
        expected = [real.href, real.origin, real.pathname, real.search, real.hash]
    except ValueError:
        expected = "TypeError"
    assert expected == value_of(given)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ('a[href^="tel:"]', 1),
        ('a[href*="wa.me"], a[href*="whatsapp.com"]', 2),
        ("ul > li:first-child a", 1),
        ("ul li + li", 1),
        (".big.red", 1),
        ("li:not(.big)", 1),
        ("#none, A", 3),
        ("[data-x]", 1),
    ],
)
def test_selectors(selector: str, found: int) -> None:
    """What trackers ask for."""
    body = """<ul><li class="big red"><a href="tel:1">x</a></li><li><a href="http://wa.me/1">x</a></li></ul>
    <a data-x href="http://api.whatsapp.com/">x</a>"""
    count = f"document.querySelectorAll({json.dumps(selector)}).length"
    assert found == value_of(count, pages={"/own": page(body=body)})


def test_a_selector_it_does_not_know_is_no_guess() -> None:
    """A SyntaxError, as for one that is none."""
    assert "SyntaxError" == value_of("document.querySelector('a:has(b)')")


def test_html_put_in_by_hand() -> None:
    """It makes links, and its scripts do not run."""
    put = Run("document.body.innerHTML = '<a id=late href=\"tel:1\">x &amp; y</a><script>window.ran = 1</script>'")
    told = "(late => [late.href, late.textContent, window.ran])(document.getElementById('late'))"
    assert ["tel:1", "x & y", None] == value_of(told, put)


def test_chance_is_the_seeds() -> None:
    """The same seed gives the same numbers, another gives others, and two pages of a visit differ."""
    draw = "[Math.random(), crypto.randomUUID()]"
    assert value_of(draw) == value_of(draw)
    assert value_of(draw) != value_of(draw, seed=2)
    seen = visit(Go("/blank"), Run(draw, keep="one"), Go("/blank", "other"), Run(draw, keep="two", tab="other"))
    assert seen.ran("one").value != seen.ran("two").value


def test_the_tracker_says_what_it_says() -> None:
    """The first line of the console, and the page's title in what arrived."""
    seen = visit(Go())
    assert seen.all(Said)[0].text.startswith("[OPSMANTIK] API URL:")
    assert body_of(seen.arrivals[0])["el"].endswith(" Nakliyat · Evden eve taşımacılık")  # noqa: RUF001 - Turkish

"""Storage as tabs share it, fill it and are refused it (tracker facts 6, 9, 10, 11)."""

from __future__ import annotations

from simulator.judge.account import account
from simulator.judge.visit import Held, Loaded, Offered, Threw
from simulator.page.acts import AtOnce, Beacons, Click, Close, Go, Look, Run, Seed, Wire
from simulator.proxy.faults import Answer, Rule
from tests.simulator.page.playing import page, value_of, visit

MEGABYTES_5 = 5 * 1024 * 1024


def sids(*acts: object) -> list[str]:
    """Give the session id each tab holds at the end."""
    return [one.session["opmantik_session_sid"] for one in visit(*acts).all(Held)]


def test_a_quota_of_five_mebibytes_of_units() -> None:
    """Keys count as well; what fits exactly is taken, one unit more is a QuotaExceededError, the old value stays."""
    fill = f"localStorage.setItem('k', 'x'.repeat({MEGABYTES_5 - 1}))"
    more = "localStorage.setItem('j', '')"
    assert None is value_of(fill)
    assert "QuotaExceededError" == value_of(more, Run(fill))
    assert 1 == value_of("localStorage.length", Run(fill), Run(more))
    assert None is value_of("localStorage.setItem('k', 'short')", Run(fill))


def test_storage_looks_like_an_object() -> None:
    """Keys are members: read, written, listed, deleted, and not confused with its methods."""
    write = "localStorage.a = 1, localStorage['getItem2'] = 2, delete localStorage.a"
    assert ["getItem2"] == value_of(f"({write}, Object.keys(localStorage))")
    assert [None, "function"] == value_of("[localStorage.getItem('x'), typeof localStorage.getItem]")


def test_tabs_share_local_storage_and_not_the_session() -> None:
    """Tracker facts 6: a new tab, a target=_blank and a ctrl-click have a session id of their own."""
    both = sids(Go(), Go("/second", "other"))
    assert 2 == len(set(both))
    assert 2 == len(set(sids(Go(), Click("#to-prices-new-tab", opens="two"))))
    assert 2 == len(set(sids(Go(), Click("#to-prices", with_control=True, opens="two"))))
    assert 2 == len(set(sids(Go(), Click("#to-prices", button="middle", opens="two"))))


def test_a_tab_opened_by_the_page_copies_the_session() -> None:
    """Tracker facts 6: window.open and rel=opener give the same sid in both tabs."""
    assert 1 == len(set(sids(Go(), Run("window.open('/second') && 1", opens="two"))))
    link = '<a rel="opener" target="_blank" href="/second">x</a>'
    own = page('<script src="/ux-core.js" data-site-id="{{site}}"></script>', link)
    seen = visit(Go("/own"), Click("a", opens="two"), pages={"/own": own})
    assert 1 == len({one.session["opmantik_session_sid"] for one in seen.all(Held)})


def test_a_copied_session_goes_its_own_way() -> None:
    """It is a copy: what one tab writes afterwards the other does not see."""
    acts = (Go("/blank"), Run("sessionStorage.a = 1"), Run("window.open('/blank') && 1", opens="two"))
    held = visit(*acts, Run("sessionStorage.a = 2", tab="two")).all(Held)
    assert [{"a": "1"}, {"a": "2"}] == [one.session for one in held]


def test_a_sandbox_refuses_storage() -> None:
    """Tracker facts 10: in a sandboxed frame sessionStorage is a SecurityError, and the tracker is dead."""
    pages = {"/own": page(body='<iframe sandbox="allow-scripts" src="/second"></iframe>')}
    seen = visit(Go("/own"), pages=pages)
    assert [False, True] == [one.frame for one in seen.all(Loaded)]
    assert ["SecurityError"] == [one.name for one in seen.all(Threw)]
    assert [] == seen.arrivals
    pages = {"/own": page(body='<iframe src="/second"></iframe>')}
    assert 1 == len(visit(Go("/own"), pages=pages).arrivals)


def test_full_storage_kills_the_tracker_of_a_new_visitor() -> None:
    """Tracker facts 10: an uncaught QuotaExceededError at the fingerprint, and nothing is ever sent."""
    full = Seed("local", "full", "x" * (MEGABYTES_5 - 4))
    seen = visit(full, Go(), Click("#phone"))
    assert ["QuotaExceededError"] == [one.name for one in seen.all(Threw)]
    assert [] == seen.all(Offered)


def test_two_tabs_that_queue_at_once_lose_items() -> None:
    """Tracker facts 11: read, changed and written over two renderers: a later one puts back what it had read."""
    fail = Wire((Rule(Answer(500, delay_ms=300)),))
    sent = "for (let i = 0; i < 5; i++) opmantik.send('custom', '{}' + i)"
    at_once = AtOnce((Run(sent.format("one")), Run(sent.format("two"), tab="other")))
    seen = account(visit(Go(), Go("/second", "other"), Beacons("false"), fail, at_once))
    assert () == seen.unexplained
    assert 10 == seen.events["still queued"] + seen.events["lost in a race"]
    assert 0 < seen.events["lost in a race"]


def test_one_after_the_other_they_lose_none() -> None:
    """The same without haste."""
    acts = (Go(), Go("/second", "other"), Beacons("false"), Wire((Rule(Answer(500)),)))
    sent = (Run("opmantik.send('custom', 'one')"), Run("opmantik.send('custom', 'two')", tab="other"))
    assert 2 == account(visit(*acts, *sent)).events["still queued"]


def test_a_look_shows_every_tab() -> None:
    """Areas of tabs that are open; a closed one is not asked."""
    seen = visit(Go("/blank"), Go("/blank", "other"), Run("localStorage.a = 1"), Look("both"), Close("other"))
    assert [("both", "main"), ("both", "other"), ("end", "main")] == [(one.mark, one.tab) for one in seen.all(Held)]
    assert [{"a": "1"}] * 3 == [one.local for one in seen.all(Held)]


def test_two_tabs_that_load_side_by_side_drain_the_same_queue_twice() -> None:
    """Tracker facts 11: started in the same millisecond, nearly always all items go twice."""
    sent = Run("for (let i = 0; i < 4; i++) opmantik.send('custom', 'x' + i)")
    fail = (Beacons("false"), Wire((Rule(Answer(500)),)), sent)
    both = AtOnce((Go("/second"), Go("/second", "other")), together=True)
    seen = account(visit(Go(), *fail, Go("/blank", "other"), Wire(), Go("/blank"), Beacons("real"), both))
    assert () == seen.unexplained
    assert 4 == seen.surplus

"""What leaves a page and what becomes of it, against what was measured in Chromium (tracker facts 1 and 9)."""

from __future__ import annotations

import pytest

from simulator.judge.account import account
from simulator.judge.visit import Arrived
from simulator.page.acts import Act, AtOnce, Beacons, Cut, Down, Go, Heal, Offline, Reload, Run, Up, Wire
from simulator.proxy.faults import Answer, Delay, DropAnswer, Hang, Refuse, ResetAfterBody, ResetInAnswer, Rule
from tests.simulator.page.playing import BLOB, FETCH, page, value_of, visit

SEND = Run("opmantik.send('custom', 'sent')")
CONNECT_NOWHERE = (("Content-Security-Policy", "connect-src 'none'"),)
WITH_TRACKER = '<script src="/ux-core.js" data-site-id="{{site}}"></script>'


def fate_of_sent(*acts: Act, **given: object) -> tuple[str, int]:
    """Give the fate of the one event sent by hand, and how many copies too many were stored."""
    seen = account(visit(*acts, **given))
    assert () == seen.unexplained
    fates = [one for one in seen.fates if one.action == "sent"]
    assert 1 == len(fates)
    return fates[0].fate, seen.surplus


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ((), ("stored", 0)),
        ((Wire((Rule(Answer(500)),)),), ("lost after a beacon: 500", 0)),
        ((Wire((Rule(Answer(429)),)),), ("lost after a beacon: 429", 0)),
        ((Down(),), ("lost by the browser: refused", 0)),
        ((Cut(),), ("lost by the browser: refused", 0)),
        ((Offline(),), ("lost by the browser: offline", 0)),
        ((Wire((Rule(DropAnswer(), count=1),)),), ("stored", 1)),
        ((Wire((Rule(DropAnswer()),)),), ("stored", 1)),
        ((Wire((Rule(ResetAfterBody(), count=1),)),), ("stored", 1)),
        ((Wire((Rule(Hang()),)),), ("lost by the browser: no answer", 0)),
    ],
)
def test_an_event_taken_by_a_beacon(fault: tuple[Act, ...], expected: tuple[str, int]) -> None:
    """Tracker facts 9: after a true sendBeacon an event is done; only a re-used connection brings a second copy."""
    assert expected == fate_of_sent(Go(), *fault, SEND)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ((), ("stored", 0)),
        ((Wire((Rule(Answer(500)),)),), ("still queued", 0)),
        ((Wire((Rule(Answer(404)),)),), ("still queued", 0)),
        ((Down(),), ("still queued", 0)),
        ((Cut(),), ("still queued", 0)),
        ((Offline(),), ("still queued", 0)),
        ((Wire((Rule(Refuse()),)),), ("still queued", 0)),
        ((Wire((Rule(Hang()),)),), ("lost by the browser: no answer", 0)),
    ],
)
def test_an_event_left_to_fetch(fault: tuple[Act, ...], expected: tuple[str, int]) -> None:
    """Tracker facts 9: what the fallback fails with is queued at that moment."""
    assert expected == fate_of_sent(Go(), Beacons("false"), *fault, SEND)


def test_a_fallback_dropped_on_a_fresh_connection_is_stored_again_by_the_drain() -> None:
    """Tracker facts 9: two copies; the fallback has a socket pool of its own, whose connection was fresh."""
    dropped = Wire((Rule(DropAnswer(), count=1),))
    assert ("stored", 1) == fate_of_sent(Go(), Beacons("false"), dropped, SEND, Beacons("real"), Wire(), Reload())


def test_a_fallback_dropped_on_a_reused_connection_is_sent_twice_at_once() -> None:
    """Tracker facts 9: two copies, answered, not queued."""
    before = Run("opmantik.send('custom', 'before')")
    assert ("stored", 1) == fate_of_sent(Go(), Beacons("false"), before, Wire((Rule(DropAnswer(), count=1),)), SEND)


def test_an_answer_broken_in_its_middle_has_a_status_for_the_page() -> None:
    """The page heard 200 from the head, so nothing is queued."""
    assert ("stored", 0) == fate_of_sent(Go(), Beacons("false"), Wire((Rule(ResetInAnswer(3)),)), SEND)


def test_a_policy_that_forbids_to_connect_is_not_seen_by_the_page() -> None:
    """Tracker facts 9: under connect-src 'none' sendBeacon says true, and nothing arrives."""
    pages = {"/strict": page(WITH_TRACKER, headers=CONNECT_NOWHERE)}
    assert ("lost by the browser: policy", 0) == fate_of_sent(Go("/strict"), SEND, pages=pages)


@pytest.mark.parametrize(("size", "taken"), [(65_536, True), (65_537, False)])
def test_the_largest_beacon(size: int, taken: bool) -> None:  # noqa: FBT001
    """Tracker facts 9: 65,536 bytes pass, one more does not; bytes, not characters."""
    assert taken == value_of(f"(body => navigator.sendBeacon('/api/sync', {BLOB}))('x'.repeat({size}))")
    wide = f"'ü'.repeat({size // 2}) + 'x'.repeat({size % 2})"
    assert taken == value_of(f"(body => navigator.sendBeacon('/api/sync', {BLOB}))({wide})")


@pytest.mark.parametrize(("size", "status"), [(65_536, 400), (65_537, "TypeError")])
def test_the_largest_fallback(size: int, status: object) -> None:
    """Tracker facts 9: a keepalive fetch has the same limit where nothing else is in flight."""
    script = f"(body => fetch('/api/sync', {FETCH}).then(answer => answer.status))('x'.repeat({size}))"
    assert status == value_of(script)


def test_beacons_and_keepalive_fetches_share_one_budget_until_they_are_answered() -> None:
    """Tracker facts 9: of 20 beacons of 10 kB six are taken, a keepalive fetch is refused, a small one still fits."""
    sent = "Array.from({length: 20}, () => navigator.sendBeacon('/api/sync', 'x'.repeat(10000))).filter(Boolean).length"
    assert 6 == value_of(sent)
    kept = f"(body => fetch('/api/sync', {FETCH}).then(answer => answer.status))('x'.repeat(10000))"
    slow = Wire((Rule(Delay(answer_ms=500)),))
    assert "TypeError" == value_of(f"({sent}, {kept})", slow)
    assert 6 == value_of(sent, Run(sent))


def test_another_tab_has_a_budget_of_its_own() -> None:
    """Tracker facts 9: the budget is a tab's."""
    sent = "Array.from({length: 9}, () => navigator.sendBeacon('/api/sync', 'x'.repeat(10000))).filter(Boolean).length"
    acts = (Go("/blank"), Go("/blank", "other"), AtOnce((Run(sent, keep="one"), Run(sent, keep="two", tab="other"))))
    seen = visit(Wire((Rule(Hang()),)), *acts)
    assert [6, 6] == [seen.ran("one").value, seen.ran("two").value]


def test_the_silent_cap_of_requests_in_flight() -> None:
    """Tracker facts 9: of 400 events to a hanging server 321 are taken, and 64 of these fail at the cap."""
    seen = account(visit(Go(), Wire((Rule(Hang()),)), Run("for (let i = 0; i < 400; i++) opmantik.send('a', 'b' + i)")))
    assert () == seen.unexplained
    lost = seen.events["lost by the browser: cap"]
    assert 256 == seen.events["lost by the browser: no answer"]
    assert 60 <= lost <= 70


def test_what_a_beacon_says_of_itself() -> None:
    """Tracker facts 1: cors, with cookies, Origin and exactly application/json; the fallback without cookies."""
    pages = {"/own": page(headers=(("Set-Cookie", "seen=1; Path=/"),))}
    both = f"(body => [navigator.sendBeacon('/api/sync', {BLOB}), fetch('/api/sync', {FETCH})])('{{}}') && 1"
    beacon, fallback = visit(Go("/own"), Run(both), pages=pages).arrivals
    for arrival in (beacon, fallback):
        assert "application/json" == arrival.header("content-type")
        assert "cors" == arrival.header("sec-fetch-mode")
        assert "http://site.localhost:8080" == arrival.header("origin")
    assert "seen=1" == beacon.header("cookie")
    assert None is fallback.header("cookie")
    assert beacon.connection != fallback.connection


def test_a_json_beacon_to_another_origin_is_asked_for_first() -> None:
    """Tracker facts 1: OPTIONS, and only where the answer allows it the POST; a second one is not asked for again."""
    body = f"(body => navigator.sendBeacon('http://elsewhere.localhost:8080/api/sync', {BLOB}))('{{}}')"
    seen = visit(Go("/blank"), Run(body), Run(body)).all(Arrived)
    assert ["OPTIONS", "POST", "POST"] == [one.method for one in seen]
    refused = visit(Wire((Rule(Answer(204), method="OPTIONS"),)), Go("/blank"), Run(body, keep="taken"))
    assert ["OPTIONS"] == [one.method for one in refused.all(Arrived)]
    assert refused.ran("taken").value is True
    assert ["net::ERR_FAILED"] == [one.failure for one in refused.carried]


def test_a_text_beacon_to_another_origin_is_not_asked_for() -> None:
    """Tracker facts 1: a plain text needs no preflight."""
    seen = visit(Go("/blank"), Run("navigator.sendBeacon('http://elsewhere.localhost:8080/api/sync', '{}')"))
    assert [("POST", "no-cors")] == [(one.method, one.header("sec-fetch-mode")) for one in seen.all(Arrived)]


def test_a_cut_wire_heals() -> None:
    """After Heal and Up requests arrive again."""
    assert ("stored", 0) == fate_of_sent(Go(), Cut(), Heal(), Down(), Up(), SEND)


def test_six_connections_a_host() -> None:
    """Tracker facts 10: of many slow beacons six are under way at a time."""
    many = "for (let i = 0; i < 9; i++) navigator.sendBeacon('/api/sync', '' + i)"
    assert 6 == len(visit(Wire((Rule(Hang()),)), Go("/blank"), Run(many)).arrivals)

"""The account closes over honest histories, with the fate that each deserves, and does not close over a hole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from simulator.judge.account import account
from simulator.judge.visit import FetchEnded, Visit, from_line, to_line
from tests.simulator.judge.hand_written_visits import (
    CLICK,
    FATES,
    FURTHER,
    HEARTBEAT,
    HOUR_MS,
    VIEW,
    busy,
    drained,
    seeded,
    seven_hanging,
    told,
)
from tests.simulator.judge.told_visit import Telling, call, click, event, item, row

if TYPE_CHECKING:
    from simulator.judge.account import Account

EVERY = {**FATES, **{name: history for name, (_, history) in FURTHER.items()}, "busy": busy(), "drained": drained(1)}
# The only witness that there was an event at all: without it less is claimed, and nothing can be missed.
ONLY_WITNESS = {
    "expired": "Wrote",
    "without a usable time": "Wrote",
    "poisoned": "Wrote",
    "drained": "Wrote",
    "by a tracker that died": "Threw",
    "lost by the browser: thrown": "Offered",
    "lost by the browser: budget": "Offered",
}


def without(history: Telling, number: int) -> Account:
    return account(Visit(record for record in history.records if record.number != number))


def kind_of(history: Telling, number: int) -> str:
    return type(next(record for record in history.records if record.number == number)).__name__


@pytest.mark.parametrize("fate", FATES)
def test_every_fate_has_a_history_that_proves_it(fate: str) -> None:
    found = account(FATES[fate].visit())
    assert (1, ()) == (found.events.get(fate), found.unexplained)


@pytest.mark.parametrize("name", FURTHER)
def test_a_fate_can_come_about_in_several_ways(name: str) -> None:
    fate, history = FURTHER[name]
    assert ({fate: 1}, ()) == (account(history.visit()).events, account(history.visit()).unexplained)


@pytest.mark.parametrize("name", EVERY)
def test_emitted_is_the_sum_of_all_fates(name: str) -> None:
    found = account(EVERY[name].visit())
    assert found.emitted == sum(found.events.values())
    assert found.clicks == sum(found.intents.values())


@pytest.mark.parametrize("name", EVERY)
def test_a_history_with_a_hole_does_not_close(name: str) -> None:
    """Without a record that is evidence something is unexplained, or is gone altogether; nothing is claimed instead."""
    history = EVERY[name]
    whole = account(history.visit())
    for number in sorted({number for fate in whole.fates for number in fate.evidence}):
        less = without(history, number)
        only = kind_of(history, number) == ONLY_WITNESS.get(name) and less.emitted <= whole.emitted
        assert less.unexplained or only, f"record {number} ({kind_of(history, number)}): {less.events}"


def test_a_visit_in_which_much_happens_closes() -> None:
    found = account(busy().visit())
    assert {"lost after a beacon: 429": 1, "lost by the browser: offline": 1, "stored": 4} == found.events
    assert {"lost by the browser: offline": 1, "stored": 1} == found.intents
    assert (1, ()) == (found.surplus, found.unexplained)


def test_a_fate_tells_the_whole_story() -> None:
    doubled = next(fate for fate in account(busy().visit()).fates if fate.copies)
    assert ["false", "pending", "true"] == [offer.result for one in doubled.attempts for offer in one.offers]
    assert (("b", "e"), ("events_2026_11",) * 2, ("call",)) == (doubled.rows, doubled.partitions, doubled.calls)
    assert (True, "stored", "phone_call", 1) == (doubled.is_intent, doubled.intent_fate, doubled.action, doubled.copies)


def test_two_tabs_that_drain_at_once_double_every_item() -> None:
    found = account(drained(2).visit())
    assert ({"stored": 10}, 10, ()) == (found.events, found.surplus, found.unexplained)


def test_identical_bodies_are_interchangeable() -> None:
    found = account(told().stored(HEARTBEAT).stored(HEARTBEAT).hold().read(row(HEARTBEAT), row(HEARTBEAT)).visit())
    assert ({"stored": 2}, 0, ()) == (found.events, found.surplus, found.unexplained)


def test_a_beacon_sent_again_on_a_broken_connection_is_one_event() -> None:
    dropped = told().beacon(VIEW).arrive(VIEW, None, "", upstream_status=200, fault="drop answer", ended="closed")
    found = account(dropped.arrive(VIEW).carry(200).hold().read(row(VIEW, "a"), row(VIEW, "b")).visit())
    assert ({"stored": 1}, 1, ()) == (found.events, found.surplus, found.unexplained)


def test_a_beacon_sent_again_is_one_event_also_where_nobody_heard_its_end() -> None:
    cut = told().beacon(VIEW).arrive(VIEW, None, "", upstream_status=None, fault="hang", ended="cut")
    found = account(cut.arrive(VIEW).carry().hold().read(row(VIEW)).visit())
    assert ({"stored": 1}, 0, ()) == (found.events, found.surplus, found.unexplained)


def test_what_a_page_queued_while_it_was_left_is_proved_by_the_storage() -> None:
    """The browser hands on nothing more of a page from the moment in which the next one begins."""
    history = told().stored(VIEW)
    history.beacon(CLICK, "false").fetch(CLICK)
    history.arrive(CLICK, 500, "", upstream_status=None, fault="answer").carry(way="fetch").leave()
    kept = account(history.load(2).hold(item(CLICK)).read(row(VIEW)).visit())
    assert ({"still queued": 1, "stored": 1}, ()) == (kept.events, kept.unexplained)


def test_an_item_of_a_page_that_is_there_must_have_been_seen_written() -> None:
    history = told().stored(VIEW)
    history.end(history.beacon(CLICK, "false").fetch(CLICK), 500)
    history.arrive(CLICK, 500, "", upstream_status=None, fault="answer").carry(500, way="fetch")
    assert account(history.hold(item(CLICK)).read(row(VIEW)).visit()).unexplained


def test_another_tab_may_show_an_item_before_its_own_tab_was_heard_to_queue_it() -> None:
    def history(status: int | None) -> Telling:
        telling = told().stored(VIEW).load(2, "other")
        offer = telling.beacon(CLICK, "false").fetch(CLICK)
        telling.beacon(HEARTBEAT, "false", page=2, tab="other")
        telling.end(telling.fetch(HEARTBEAT, 2, "other"), 500, 2, "other")
        telling.write(item(CLICK), item(HEARTBEAT), page=2, tab="other")
        telling.end(offer, status).write(item(CLICK))
        return telling.hold(item(CLICK), item(HEARTBEAT)).read(row(VIEW))

    found = account(history(500).visit())
    assert ({"still queued": 2, "stored": 1}, ()) == (found.events, found.unexplained)
    assert account(history(200).visit()).unexplained


def test_a_preflight_that_did_not_let_it_in_explains_a_beacon_that_failed() -> None:
    abroad = "http://elsewhere.localhost/api/sync"
    history = told().beacon(CLICK, url=abroad).arrive("", 403, "", method="OPTIONS").carry(failure="net::ERR_FAILED")
    found = account(history.hold().read().visit())
    assert ({"lost by the browser: policy": 1}, ()) == (found.events, found.unexplained)
    sooner = told().arrive("", 403, "", method="OPTIONS").beacon(CLICK, url=abroad).carry(failure="net::ERR_FAILED")
    assert account(sooner.hold().read().visit()).unexplained == ()
    unasked = told().beacon(CLICK, url=abroad).carry(failure="net::ERR_FAILED").hold().read()
    assert account(unasked.visit()).unexplained


def test_a_beacon_not_taken_may_be_told_of_by_the_browser() -> None:
    """Chromium speaks of a request it never began when the budget is used up."""
    history = told().stored(VIEW)
    offer = history.beacon(CLICK, "false").carry().fetch(CLICK)
    history.arrive(CLICK).carry(200, way="fetch").end(offer, 200).stored(HEARTBEAT)
    history.hold().read(row(VIEW), row(CLICK), row(HEARTBEAT), calls=(call(CLICK),))
    assert ({"stored": 3}, ()) == (account(history.visit()).events, account(history.visit()).unexplained)


def test_a_fetch_that_failed_and_never_arrived_need_not_be_told_of_by_the_browser() -> None:
    """Firefox refuses a keepalive fetch that is too large before it speaks of it."""
    history = told().beacon(CLICK, "false")
    kept_back = history.fetch(CLICK)
    history.end(kept_back).write(item(CLICK)).beacon(VIEW, "false")
    history.arrive(VIEW).end(history.fetch(VIEW), 200).carry(200, way="fetch")
    found = account(history.hold(item(CLICK)).read(row(VIEW)).visit())
    assert ({"still queued": 1, "stored": 1}, ()) == (found.events, found.unexplained)
    assert without(history, history.visit().all(FetchEnded)[0].number).unexplained


def test_what_the_browser_says_has_failed_is_stored_if_the_wire_says_so() -> None:
    """Firefox says so of a beacon that was sent while its page was going."""
    history = told().beacon(VIEW).arrive(VIEW).carry(failure="NS_ERROR_UNEXPECTED").hold().read(row(VIEW))
    found = account(history.visit())
    assert ({"stored": 1}, ()) == (found.events, found.unexplained)
    unarrived = told().beacon(VIEW).carry(failure="NS_ERROR_UNEXPECTED").hold().read()
    assert account(unarrived.visit()).unexplained


def test_a_request_that_waits_behind_six_that_hang_has_no_answer_either() -> None:
    found = account(seven_hanging().visit())
    assert ({"lost by the browser: no answer": 7}, ()) == (found.events, found.unexplained)
    history = seven_hanging()
    assert without(history, next(one.number for one in history.visit().arrivals)).unexplained


def test_an_event_without_its_call_is_an_intent_lost_in_the_database() -> None:
    found = account(told().stored(CLICK).hold().read(row(CLICK)).visit())
    assert ({"stored": 1}, {"lost in the database": 1}, ()) == (found.events, found.intents, found.unexplained)


def test_two_clicks_of_one_stamp_share_a_call() -> None:
    history = told().stored(CLICK).stored(CLICK).hold().read(row(CLICK), row(CLICK), calls=(call(CLICK),))
    assert {"stored": 2} == account(history.visit()).intents


def test_a_click_without_a_stamp_makes_a_call_a_row() -> None:
    bare = event("phone_call", "conversion", el="tel:+905321112233")
    history = told().stored(bare).hold().read(row(bare), calls=(call(bare),))
    assert ({"stored": 1}, ()) == (account(history.visit()).intents, account(history.visit()).unexplained)


def test_of_equal_items_the_oldest_is_evicted() -> None:
    for step_ms in (0, 1):
        history, items = told(), []
        for number in range(11):
            items.append(item(HEARTBEAT, -number * step_ms))
            history.fallen(HEARTBEAT).write(*items[-10:])
        found = account(history.hold(*items[-10:]).read().visit())
        assert ({"evicted": 1, "still queued": 10}, ()) == (found.events, found.unexplained)


def test_of_equal_items_the_fresh_one_is_drained() -> None:
    history = seeded(item(VIEW, HOUR_MS), item(VIEW)).beacon(VIEW, evaluating=True).arrive(VIEW).carry(200).write()
    found = account(history.hold().read(row(VIEW)).visit())
    assert ({"expired": 1, "stored": 1}, ()) == (found.events, found.unexplained)


@pytest.mark.parametrize("answers", [("true", "false"), ("false", "true")])
def test_of_equal_items_the_one_that_was_taken_leaves_the_queue(answers: tuple[str, str]) -> None:
    history = seeded(item(VIEW), item(VIEW))
    for answer in answers:
        history.beacon(VIEW, answer, evaluating=True)
    history.arrive(VIEW).carry(200).write(item(VIEW)).hold(item(VIEW)).read(row(VIEW))
    found = account(history.visit())
    assert ({"still queued": 1, "stored": 1}, ()) == (found.events, found.unexplained)


def test_a_click_that_its_page_tries_again_is_one_event() -> None:
    """A stamp is one click's: a tracker of another design may send it until it is answered."""
    history = told().stored(VIEW).beacon(CLICK, "false")
    first = history.fetch(CLICK)
    history.arrive(CLICK, 503, "").carry(503, way="fetch").end(first, 503)
    second = history.fetch(CLICK)
    history.arrive(CLICK).carry(200, way="fetch").end(second, 200)
    found = account(history.hold().read(row(VIEW), row(CLICK), calls=(call(CLICK),)).visit())
    assert ({"stored": 2}, {"stored": 1}, ()) == (found.events, found.intents, found.unexplained)


def test_what_nothing_explains_is_said() -> None:
    history = told().arrive(VIEW).hold().read(row(VIEW, "stray"), calls=(call(click("other"), "alone"),))
    found = account(history.visit())
    for part in ("record 3 arrived", "row stray of events", "row alone of calls"):
        assert any(part in sentence for sentence in found.unexplained), part


def test_a_synced_answer_without_a_row_is_unexplained() -> None:
    found = account(told().stored(VIEW).hold().read().visit())
    assert (1, {}) == (found.emitted, found.events)
    assert "no row of it is there" in found.unexplained[0]


def test_an_item_that_leaves_the_queue_for_no_reason_is_unexplained() -> None:
    history = Telling().load(9).write({"payload": json.loads(VIEW), "ts": 1_794_312_000_000}, page=9).leave(9)
    found = account(history.load().write().hold().read().visit())
    assert ({}, 1) == (found.events, len(found.unexplained))


def test_the_difference_is_said_in_words() -> None:
    found = account(told().stored(VIEW).hold().read(row(VIEW)).visit())
    assert () == found.differences({"stored": 1}, {}, 0)
    assert (
        "expected 1 events still queued; came 0",
        "expected 0 events stored; came 1",
        "expected 2 copies too many; came 0",
    ) == found.differences({"still queued": 1}, {}, 2)


def test_rubbish_of_a_foreign_tracker_is_no_crash() -> None:
    history = Telling().load()
    for body in ("", "undefined", "[" * 5000, "\ud800", '{"meta":5,"ea":[1],"sm":3,"el":{"a":1}}', "null"):
        history.beacon(body).arrive(body, 400, "").carry(400)
    history.beacon("x", url="http://[", page=1).beacon("x", "threw Odd").spoil('[[1,2],{"ts":[]}]').spoil('"abc"')
    found = account(history.hold().read({"id": 1}, calls=({},)).visit())
    assert 6 == found.events["lost after a beacon: 400"]


def test_an_empty_history_is_an_empty_account() -> None:
    assert (0, {}, ()) == (account(Visit()).emitted, account(Visit()).events, account(Visit()).unexplained)


def test_a_history_read_back_from_its_lines_closes_the_same() -> None:
    lines = [to_line(record) for record in busy().records]
    assert account(busy().visit()).events == account(Visit(map(from_line, lines))).events

"""Rows made of a beacon: columns, metadata's precedence, values (facts 5, 9, 11, 12)."""

from typing import Any

import pytest

from reference.attribution import attribute, lead_score, read_click_ids
from reference.intents import Intent
from reference.javascript import UNDEFINED, either
from reference.json_text import stringify
from reference.payload import parse_url, read_beacon
from reference.protocols import StoredSession
from reference.visit import (
    Visit,
    call_row,
    completed_session_row,
    event_metadata,
    event_row,
    event_value,
    progress_row,
    session_row,
)
from reference.visitor import Device, read_place
from reference.wire import Head

PAGE = "https://www.example.com/"
SESSION = StoredSession("session", "2026-11-01")
DESKTOP = Device("desktop", "Linux", "Chrome", "126.0")


def visit(query: str = "", device: Device = DESKTOP, **wire: Any) -> Visit:
    beacon = read_beacon({"u": PAGE + query} | wire)
    url = parse_url(beacon.url)
    clicks = read_click_ids(beacon, url)
    source = attribute(beacon, url, clicks, past_click=False)
    fingerprint = either(beacon.extra("fp"), None)
    score, place = lead_score(beacon, source, clicks), read_place(Head("/", {}), beacon)
    return Visit("site", beacon, "2026-11-01", clicks, fingerprint, source, score, "10.1.2.3", "agent", device, place)


def test_a_session() -> None:
    made = visit("?gclid=g&wbraid=", sid="sid", meta={"fp": "fp", "wbraid": "w", "city": "Unknown", "district": "d"})
    assert session_row(made, "id") == {
        "id": "id",
        "site_id": "site",
        "ip_address": "10.1.2.3",
        "entry_page": f"{PAGE}?gclid=g&wbraid=",
        "gclid": "g",
        "wbraid": "w",
        "gbraid": UNDEFINED,
        "created_month": "2026-11-01",
        "attribution_source": "First Click (Paid)",
        "device_type": "desktop",
        "city": None,
        "district": "d",
        "fingerprint": "fp",
    }


def test_a_completed_session_keeps_its_click_and_its_entry() -> None:
    old = StoredSession("session", "2026-11-01", "", "old")
    row = completed_session_row(visit(), old)
    assert row["gclid"] == "old"
    assert row["fingerprint"] is None
    assert completed_session_row(visit("?gclid=new"), old)["gclid"] == "new"
    assert not {"wbraid", "gbraid", "entry_page", "ip_address"} & set(row)


@pytest.mark.parametrize(
    ("category", "wire"),
    [
        ("interaction", {}),
        ("interaction", {"ec": ""}),
        ("System", {"ec": "System"}),
        (5.0, {"ec": 5.0}),
        ("acquisition", {"query": "?gclid=1"}),
        ("acquisition", {"query": "?gclid=1", "ec": "System"}),
        ("acquisition", {"query": "?gclid=1", "ec": 5.0}),
        ("system", {"query": "?gclid=1", "ec": "system"}),
        ("conversion", {"query": "?gclid=1", "ec": "conversion"}),
        ("interaction", {"meta": {"gclid": ""}}),
        ("acquisition", {"meta": {"gclid": True}}),
    ],
)
def test_category(category: Any, wire: dict[str, Any]) -> None:
    assert category == event_row(visit(**wire), SESSION)["event_category"]


def test_an_event() -> None:
    row = event_row(visit(ea="", el=""), SESSION)
    assert (row["session_id"], row["session_month"], row["url"]) == ("session", "2026-11-01", PAGE)
    assert (row["event_action"], row["event_label"], row["event_value"]) == ("view", "", None)


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        (12, "12"),
        (1, True),
        (0, []),
        (5, [5.0]),
        (0, "0"),
        (16, "0x10"),
        (7, " 7 "),
        (0, "\n"),
        (1e21, 1e21),
        (None, ""),
        (None, 0.0),
        (None, None),
        (None, UNDEFINED),
        (None, "abc"),
        (None, float("inf")),
        (None, {}),
    ],
)
def test_event_value(stored: float | None, sent: Any) -> None:
    assert stored == event_value(sent)


def test_metadata_of_a_plain_view() -> None:
    """All of it, as facts 17 list it; no gclid where there is none."""
    metadata = event_metadata(visit(sid="sid", r="", meta={"fp": "fp"}))
    assert {name: value for name, value in metadata.items() if value is not UNDEFINED} == {
        "referrer": "",
        "fp": "fp",
        "client_sid": "sid",
        "fingerprint": "fp",
        "user_agent": "agent",
        "device_type": "desktop",
        "os": "Linux",
        "browser": "Chrome",
        "browser_version": "126.0",
        "city": "Unknown",
        "district": None,
        "country": "Unknown",
        "timezone": "Unknown",
        "lead_score": 0,
        "attribution_source": "Organic",
        "intelligence_summary": "Standard Traffic",
        "is_attributed_to_ads": False,
        "ip_anonymized": "10.1.2.0",
    }


def test_a_client_overrides_the_referrer_only() -> None:
    plain = event_metadata(visit(sid="sid", r="r"))
    rubbish = dict.fromkeys(plain, "rubbish") | {"district": "", "city": "", "gclid": ""}
    metadata = event_metadata(visit(sid="sid", r="r", meta=rubbish))
    assert {name for name in plain if metadata[name] == "rubbish"} == {"referrer"}


def test_undefined_deletes_the_clients_key() -> None:
    robot = Device("desktop", "Unknown", "Unknown", UNDEFINED)
    metadata = event_metadata(visit(device=robot, meta={"browser_version": "mine"}))
    assert "browser_version" not in stringify(metadata)


@pytest.mark.parametrize(("meta", "key"), [("ab", "1"), (["a", "b"], "1")])
def test_meta_that_is_no_object_is_spread(meta: Any, key: str) -> None:
    assert event_metadata(visit(meta=meta))[key] == "b"


def test_a_call() -> None:
    row = call_row(visit("?wbraid=w", ec="conversion", meta={"fp": 5.0}), SESSION, Intent("phone", "tel:+1", "stamp"))
    assert row == {
        "site_id": "site",
        "phone_number": "tel:+1",
        "matched_session_id": "session",
        "matched_fingerprint": 5.0,
        "lead_score": 50,
        "lead_score_at_match": 50,
        "status": "intent",
        "source": "click",
        "intent_stamp": "stamp",
        "intent_action": "phone",
        "intent_target": "tel:+1",
        "intent_page_url": f"{PAGE}?wbraid=w",
        "click_id": "w",
    }


@pytest.mark.parametrize(
    ("row", "counted", "wire"),
    [
        ({"event_count": 1}, None, {}),
        ({"event_count": 8}, 7, {}),
        ({"event_count": 1, "total_duration_sec": -5}, 0, {"meta": {"duration_sec": -5.0}}),
        ({"event_count": 1}, 0, {"meta": {"duration_sec": 0.0}}),
        ({"event_count": 1, "total_duration_sec": "42"}, 0, {"meta": {"duration_sec": "42"}}),
        ({"event_count": 1}, 0, {"ea": "heartbeat", "meta": {"exit_page": "x"}}),
        ({"event_count": 1, "exit_page": 5}, 0, {"ea": "session_end", "meta": {"exit_page": 5.0}}),
        ({"event_count": 1}, 0, {"ea": "session_end", "meta": {"exit_page": ""}}),
    ],
)
def test_progress(row: dict[str, Any], counted: int | None, wire: dict[str, Any]) -> None:
    assert row == progress_row(read_beacon(wire), counted)

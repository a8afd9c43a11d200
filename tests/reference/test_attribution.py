"""Click ids, attribution, score and summary, by the examples of facts 6, 7 and 8."""

from typing import Any

import pytest

from reference.attribution import (
    Attribution,
    attribute,
    has_past_click,
    last_months,
    lead_score,
    read_click_ids,
    summarise,
)
from reference.javascript import JavaScriptError
from reference.payload import Beacon, parse_url, read_beacon
from reference.protocols import AdTrace

PAGE = "https://www.example.com/"


def beacon(**wire: Any) -> Beacon:
    return read_beacon({"u": PAGE} | wire)


def clicks(query: str = "", **meta: Any) -> tuple[Any, Any, Any]:
    found = read_click_ids(beacon(meta=meta), parse_url(PAGE + query))
    return found.gclid, found.wbraid, found.gbraid


def test_the_first_parameter_of_the_url_is_before_meta() -> None:
    assert clicks("?gclid=u&wbraid=w&gbraid=g", gclid="m", wbraid="m", gbraid="m") == ("u", "w", "g")
    assert clicks("?gclid=&gclid=2", gclid="m")[0] == "m"
    assert clicks("?GCLID=u#gclid=u", gclid=5.0)[0] == 5.0


def test_what_counts_as_ad() -> None:
    for gclid, counts in ((" ", True), (5.0, True), ("", False), (None, False), (0.0, False)):
        assert counts == read_click_ids(beacon(meta={"gclid": gclid}), parse_url(PAGE)).from_ad


def test_any_click_id() -> None:
    assert read_click_ids(beacon(meta={"gbraid": "g"}), parse_url(f"{PAGE}?wbraid=w")).any == "w"


def source(query: str = "", *, past_click: bool = False, **wire: Any) -> Attribution:
    sent, url = beacon(**wire), parse_url(PAGE + query)
    return attribute(sent, url, read_click_ids(sent, url), past_click=past_click)


@pytest.mark.parametrize(
    ("name", "paid", "given"),
    [
        ("First Click (Paid)", True, {"query": "?gclid=1&utm_medium=cpc", "r": "https://x.com"}),
        ("Paid (UTM)", True, {"query": "?utm_medium=PPC", "r": "https://google.com", "past_click": True}),
        ("Ads Assisted", True, {"r": "https://GOOGLE.com/", "past_click": True}),
        ("Paid Social", True, {"r": "https://google.com/?q=x.com"}),
        ("Paid Social", True, {"r": "https://l.Instagram.com/"}),
        ("Paid Social", True, {"r": "https://netflix.com/"}),
        ("Organic", False, {"r": "https://google.com/"}),
        ("Organic", False, {"query": "?utm_medium=cpcs"}),
        ("Organic", False, {"past_click": True}),
        ("First Click (Paid)", True, {"query": "?gclid=1", "r": ["google"]}),
        ("Organic", False, {"r": ""}),
    ],
)
def test_source(name: str, *, paid: bool, given: dict[str, Any]) -> None:
    assert Attribution(name, paid=paid) == source(given.pop("query", ""), **given)


@pytest.mark.parametrize("referrer", [5.0, True, {}, ["google"]])
def test_a_referrer_that_is_asked_and_is_no_text_throws(referrer: Any) -> None:
    with pytest.raises(JavaScriptError):
        source(r=referrer)


def test_past_click_needs_the_same_fingerprint_and_a_truthy_click() -> None:
    assert has_past_click([AdTrace("g", "fp")], "fp")
    assert not has_past_click([AdTrace(None, "fp"), AdTrace("", "fp"), AdTrace("g", "other"), AdTrace("g", 1.0)], "fp")
    assert not has_past_click([AdTrace("g", ["fp"])], ["fp"])


def test_six_first_days() -> None:
    expected = ["2026-02-01", "2026-01-01", "2025-12-01", "2025-11-01", "2025-10-01", "2025-09-01"]
    assert expected == last_months("2026-02-01")


@pytest.mark.parametrize(
    ("score", "given"),
    [
        (0, {}),
        (50, {"ec": "conversion"}),
        (10, {"ec": "interaction"}),
        (0, {"ec": "Conversion"}),
        (15, {"ea": "hover_intent"}),
        (0, {"ea": "scroll_depth", "ev": 49.0}),
        (10, {"ea": "scroll_depth", "ev": "50"}),
        (10, {"ea": "scroll_depth", "ev": 89.9}),
        (30, {"ea": "scroll_depth", "ev": " 90 "}),
        (30, {"ea": "scroll_depth", "ev": [90.0]}),
        (30, {"ea": "scroll_depth", "ev": "0x5a"}),
        (30, {"ea": "scroll_depth", "ev": "Infinity"}),
        (0, {"ea": "scroll_depth", "ev": "90%"}),
        (0, {"ea": "scroll_depth", "ev": [50.0, 60.0]}),
        (0, {"ea": "scroll_depth", "ev": True}),
        (0, {"ea": "Scroll_depth", "ev": 90.0}),
        (5, {"r": "https://google.com/"}),
        (0, {"r": "https://GOOGLE.com/"}),
        (25, {"r": "https://facebook.com/"}),
        (35, {"ec": "interaction", "query": "?utm_medium=cpc"}),
        (10, {"ec": "interaction", "query": "?gclid=1"}),
        (5, {"query": "?utm_medium=cpc&gclid=1", "r": ["google"]}),
        (80, {"ec": "conversion", "past_click": True, "r": "https://google.com/"}),
    ],
)
def test_score(score: int, given: dict[str, Any]) -> None:
    query, past_click = given.pop("query", ""), given.pop("past_click", False)
    sent, url = beacon(**given), parse_url(PAGE + query)
    found = read_click_ids(sent, url)
    assert score == lead_score(sent, attribute(sent, url, found, past_click=past_click), found)


def test_score_is_capped() -> None:
    sent, url = beacon(ec="conversion", ea="scroll_depth", ev=90.0, r="https://google.com/"), parse_url(PAGE)
    found = read_click_ids(sent, url)
    assert lead_score(sent, Attribution("Ads Assisted", paid=True), found) == 100


@pytest.mark.parametrize(
    ("summary", "score", "name"),
    [
        ("Standard Traffic", 60, "Organic"),
        ("🔥 Hot Lead", 61, "First Click (Paid)"),
        ("🔥 Hot Lead", 80, "Organic"),
        ("💎 Premium Opportunity", 81, "Paid Social"),
        ("Standard Traffic (Ads Origin)", 0, "Ads Assisted"),
        ("💎 Premium Opportunity (Ads Origin)", 100, "Ads Assisted"),
    ],
)
def test_summary(summary: str, score: int, name: str) -> None:
    assert summary == summarise(score, Attribution(name, paid=True))

"""Beacons, site ids, URLs, session ids, by the examples of facts 3, 4 and 5."""

from typing import Any

import pytest

from reference.javascript import UNDEFINED, JavaScriptError
from reference.payload import is_session_id, parse_url, read_beacon, site_spellings

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
BARE = ID.replace("-", "")


def test_wire_keys_get_names() -> None:
    wire = {key: key for key in ("s", "u", "sid", "sm", "ec", "ea", "el", "ev", "r", "meta")}
    beacon = read_beacon(wire)
    assert ("s", "u", "sid", "sm") == (beacon.site, beacon.url, beacon.session_id, beacon.session_month)
    assert ("ec", "ea", "el", "ev") == (beacon.category, beacon.action, beacon.label, beacon.value)
    assert ("r", "meta") == (beacon.referrer, beacon.meta)


@pytest.mark.parametrize("body", [True, 5.0, "text", [], [{"s": "x"}], {}])
def test_nothing_has_no_properties(body: Any) -> None:
    assert read_beacon(body).site is UNDEFINED


def test_null_throws() -> None:
    with pytest.raises(JavaScriptError, match="null"):
        read_beacon(None)


@pytest.mark.parametrize("meta", [None, UNDEFINED, "text", 5.0, ["fp"]])
def test_extra_of_no_object(meta: Any) -> None:
    assert read_beacon({"meta": meta}).extra("fp") is UNDEFINED


def test_spellings() -> None:
    assert [ID, BARE] == site_spellings(ID)
    assert [BARE, ID] == site_spellings(BARE)
    assert [ID.upper(), BARE.upper()] == site_spellings(ID.upper())
    anywhere = "-" + "-".join(BARE) + "--"
    assert [anywhere, ID, BARE] == site_spellings(anywhere)


@pytest.mark.parametrize(
    "site",
    [
        f"{{{ID}}}",
        f"urn:uuid:{ID}",
        f" {ID}",
        f"{ID}\n",
        ID[:-1],
        f"{ID}0",
        [ID],
        5.0,
        True,
        "0f8fad5b-d9cb-169f-a165-70867728950e",
        "0f8fad5b-d9cb-469f-c165-70867728950e",
        ID.replace("0", "\u0660"),
    ],
)
def test_no_site_id(site: Any) -> None:
    assert site_spellings(site) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/a?b#c",
        "javascript:x?gclid=1",
        "data:,",
        "tel:1",
        "about:blank",
        "a:b",
        "C:\\x",
        "https:example.com",
        "https:/x",
        " https://exa\tmple.com\n",
        ["https://www.example.com/"],
        "https://example.com/\ud800",
    ],
)
def test_url(url: Any) -> None:
    assert parse_url(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "/path",
        "www.example.com",
        "",
        "https://",
        "https://a:99999/",
        "https://1.2.3.256/",
        "https://[::g]/",
        "https://xn--a/",
        5.0,
        True,
        {"toString": 1.0},
        {},
    ],
)
def test_no_url(url: Any) -> None:
    assert parse_url(url) is None


def test_parameters() -> None:
    url = parse_url("https://a.test/?gclid=&gclid=2&GCLID=3&a=b+c%20d#?fragment=1")
    assert ["", None, "b c d"] == [url.parameter(name) for name in ("gclid", "fragment", "a")]
    assert parse_url("javascript:x?gclid=1").parameter("gclid") == "1"


@pytest.mark.parametrize("sid", [ID, ID.upper(), [ID]])
def test_session_id(sid: Any) -> None:
    assert is_session_id(sid)


@pytest.mark.parametrize(
    "sid",
    [None, UNDEFINED, "", BARE, f"{{{ID}}}", f"{ID}\n", "0f8fad5b-d9cb-169f-a165-70867728950e", 5.0, [ID, ID]],
)
def test_no_session_id(sid: Any) -> None:
    assert not is_session_id(sid)

"""The browser's rules, cell by cell: what is sent, what arrives, what a page may read."""

from __future__ import annotations

import pytest

from simulator.cors_matrix.fetch import Beacon, cors_check, fate, needs_of_a_beacon, preflight_check
from simulator.judge.wire import Answer

ORIGIN = "https://shop.example"
ECHO = {"Access-Control-Allow-Origin": ORIGIN, "Access-Control-Allow-Credentials": "true"}
LISTS = {"Access-Control-Allow-Methods": "POST, OPTIONS", "Access-Control-Allow-Headers": "Content-Type, Authorization"}
STAR = {"Access-Control-Allow-Origin": "*"}
JSON, TEXT = "application/json", "text/plain"


def answer(status: int = 200, **headers: str) -> Answer:
    return Answer(status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), b"")


def beacon(*, credentials: bool = True, kind: str = JSON, origin: str | None = ORIGIN) -> Beacon:
    return Beacon(origin, credentials, kind)


GOOD, GOOD_POST = answer(**ECHO, **LISTS), answer(**ECHO)
BARE = answer()


def test_a_credentialed_json_beacon_with_all_it_needs_is_readable() -> None:
    assert fate(beacon(), GOOD, GOOD_POST) == ("delivered and readable", "answered 200")
    assert all(needs_of_a_beacon(beacon(), GOOD, GOOD_POST).values())


@pytest.mark.parametrize(
    ("preflight", "why"),
    [
        (answer(403), "no Access-Control-Allow-Origin"),
        (answer(**STAR, **LISTS), "Access-Control-Allow-Origin is *"),
        (answer(**LISTS, Access_Control_Allow_Origin="https://SHOP.example"), "is https://SHOP.example"),
        (answer(**LISTS, Access_Control_Allow_Origin=ORIGIN), "Access-Control-Allow-Credentials is missing"),
        (answer(**LISTS, **(ECHO | {"Access-Control-Allow-Credentials": "True"})), "Allow-Credentials is True"),
        (answer(**ECHO), "Access-Control-Allow-Headers has no content-type"),
        (answer(**ECHO, Access_Control_Allow_Headers="*"), "Access-Control-Allow-Headers has no content-type"),
        (answer(301, **ECHO, **LISTS), "the preflight was answered 301"),
    ],
)
def test_a_json_beacon_is_never_sent_after_such_a_preflight(preflight: Answer, why: str) -> None:
    told, because = fate(beacon(), preflight, GOOD_POST)
    assert told == "never sent by the browser"
    assert why in because


def test_without_credentials_a_star_is_enough() -> None:
    star = answer(**STAR, Access_Control_Allow_Headers="*")
    assert fate(beacon(credentials=False), star, answer(**STAR))[0] == "delivered and readable"
    assert cors_check(beacon(), answer(**STAR)) == "Access-Control-Allow-Origin is *"


def test_any_ok_status_passes_a_preflight_and_post_need_not_be_named() -> None:
    allowed = {"Access-Control-Allow-Headers": "content-type"}
    assert preflight_check(beacon(), answer(204, **ECHO, **allowed)) is None
    assert not needs_of_a_beacon(beacon(), answer(204, **ECHO, **allowed), GOOD_POST)["preflight 200"]


def test_text_asks_for_no_preflight_and_arrives_unread() -> None:
    assert fate(beacon(kind=TEXT), None, BARE)[0] == "delivered, answer unreadable"
    assert fate(beacon(kind="Text/Plain; charset=utf-8"), BARE, GOOD_POST)[0] == "delivered and readable"


def test_a_refused_post_is_refused_though_it_could_not_be_read() -> None:
    assert fate(beacon(kind=TEXT), None, answer(403)) == ("refused", "answered 403")
    assert fate(beacon(kind=TEXT), None, answer(500, **ECHO)) == ("refused", "answered 500")


def test_an_origin_named_twice_is_no_origin() -> None:
    twice = Answer(200, (("Access-Control-Allow-Origin", ORIGIN),) * 2, b"")
    assert "is https://shop.example, https://shop.example" in str(cors_check(beacon(credentials=False), twice))


def test_json_without_its_preflight_is_our_own_error() -> None:
    with pytest.raises(AssertionError):
        fate(beacon(), None, GOOD_POST)

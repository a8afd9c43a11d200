"""Detection, targets and stamps, by the vectors of facts 11."""

import random
from typing import Any

import pytest

from reference.intents import Intent, detect_action, given_stamp, page_url, phone_target, read_intent, whatsapp_target
from reference.payload import Beacon, read_beacon


def beacon(**wire: Any) -> Beacon:
    return read_beacon({"u": "https://www.example.com/"} | wire)


@pytest.mark.parametrize(
    ("action", "wire"),
    [
        ("phone", {"ea": "phone_call"}),
        ("phone", {"ea": "PHONE_CLICK"}),
        ("phone", {"ea": "call_click"}),
        ("phone", {"ea": "\u00a0Tel_Click "}),
        ("phone", {"el": "TEL:1"}),
        ("phone", {"el": "tel:1", "ea": "whatsapp"}),
        ("phone", {"meta": {"intent_action": " Phone_Call "}}),
        ("phone", {"meta": {"intent_action": "rubbish"}, "ea": "phone_call"}),
        ("phone", {"meta": {"intent_action": ["tel_click"]}}),
        ("whatsapp", {"ea": "whatsapp"}),
        ("whatsapp", {"ea": "wa_click"}),
        ("whatsapp", {"ea": "whatsapp_click"}),
        ("whatsapp", {"el": "https://evil.test/?x=WA.ME"}),
        ("whatsapp", {"el": "swa.me"}),
        ("whatsapp", {"el": "https://api.whatsapp.com/send"}),
        ("whatsapp", {"meta": {"intent_action": "rubbish"}, "ea": "whatsapp"}),
        (None, {"ea": "view"}),
        (None, {"el": " tel:1"}),
        (None, {"el": "whatsapp://send?phone=1"}),
        (None, {"meta": {"intent_action": "rubbish"}, "ea": "tel_click"}),
        (None, {"meta": {"intent_action": "rubbish"}, "ea": "wa_click"}),
        (None, {"ea": "phone_call_now"}),
        (None, {}),
    ],
)
def test_action(action: str | None, wire: dict[str, Any]) -> None:
    assert action == detect_action(beacon(**wire))


@pytest.mark.parametrize(
    ("target", "label"),
    [
        ("tel:+905551112233", "tel:+90 (555) 111-22-33"),
        ("tel:+905551112233", "tel:00905551112233"),
        ("tel:+905551112233", "tel:05551112233"),
        ("tel:+905551112233", "tel:555 111 22 33"),
        ("tel:+4441444", "tel:444 1 444"),
        ("tel:+9055511122334", "tel:5551112233;ext=4".replace("5551112233", "90 555 111 22 33")),
        ("tel:+1800", "tel:1-800-FLOWERS"),
        ("tel:+", "tel:00"),
        ("tel:+", "+"),
        ("tel:+00000000", "0000000000"),
        ("tel:+909055111222", "tel:9055111222"),
        ("tel:unknown", "tel:\u0665\u0665\u0665"),
        ("tel:+2905551112233", "tel:%2B905551112233"),
        ("tel:unknown", "call us"),
    ],
)
def test_phone(target: str, label: str) -> None:
    assert target == phone_target(beacon(el=label, meta={"phone_number": "5559998877"}))


def test_phone_falls_back_to_meta_without_a_label() -> None:
    assert phone_target(beacon(el="", meta={"phone_number": "5559998877"})) == "tel:+905559998877"
    assert phone_target(beacon()) == "tel:unknown"


@pytest.mark.parametrize(
    ("target", "label"),
    [
        ("wa:+905551112233", "https://wa.me/905551112233"),
        ("wa:+905551112233", "wa.me/905551112233?text=hi"),
        ("wa:+905551112233", "https://api.whatsapp.com/send?phone=+905551112233"),
        ("wa:+905551112233", "https://api.whatsapp.com/send?phone=%2B905551112233"),
        ("wa:+905551112233", "https://example.com/?p=5551112233"),
        ("wa:+901112223344", "https://example.com/?phone=1112223344&p=5551112233"),
        ("wa:+905551112233", "https://example.com/go/5551112233/x"),
        ("wa:example.com/go/555", "https://Example.COM/go/555//"),
        ("wa:example.com/Path", "https://EXAMPLE.com/Path"),
        ("wa:45.164.148.155", "05551112233"),
        ("wa:+39", "https://wa.me/ÜBER"),
        ("wa:unknown", ""),
        ("wa:unknown", "https://"),
        ("wa:wa.me", "https://wa.me/"),
        ("wa:+905551112233", "https://wa.me//905551112233"),
        ("wa:+905551112233", "https://wa.me/c/905551112233"),
        ("wa:+901234567890", "https://wa.me/message/ABC1234567890"),
        ("wa:+1", "https://wa.me/a1/5551112233"),
        ("wa:wa.me/qr/XYZ", "https://wa.me/qr/XYZ/"),
        ("wa:+905551112233", "https://wa.me/5551112233?phone=abc&p=1"),
        ("wa:+905551112233", "https://wa.me/5551112233?phone=%FF"),
        ("wa:+55", "https://wa.me/?phone=%FF5+5"),
        ("wa:+905551112233", "\u00a0 wa.me/5551112233\ufeff"),
        ("wa:0555 111 22 33", "0555 111 22 33"),
        ("wa:+90 555 111 22 33", "+90 555 111 22 33"),
        ("wa:5551112233", "5551112233"),
        ("wa:a b c", " A B c "),
        ("wa:[bad/x/Y", "[BAD/x/Y//"),
        ("wa: wa.me/9055", "https:// WA.me/9055"),
        ("wa: wa.me/9055", "HTTPS:// WA.me/9055/"),
        ("wa:whatsapp:905551112233", "whatsapp:905551112233"),
        ("wa:+905551112233", "whatsapp://send?phone=905551112233"),
        ("wa:+905551112233", "ftp://wa.me/905551112233"),
        ("wa:unknown", "///"),
        ("wa:unknown", "http://"),
        ("wa:unknown", " \ufeff"),
    ],
)
def test_whatsapp(target: str, label: str) -> None:
    assert target == whatsapp_target(beacon(el=label, meta={"phone_number": "5559998877"}))


@pytest.mark.parametrize(
    ("target", "label"),
    [
        ("wa:905551112233", 905551112233.0),
        ("wa:true", True),
        ("wa:a", ["a"]),
        ("wa:[object object]", {}),
        ("wa:unknown", False),
    ],
)
def test_a_whatsapp_label_is_its_text(target: str, label: Any) -> None:
    assert target == whatsapp_target(beacon(el=label))


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ("a", "\ufeff a\u00a0"),
        ("x" * 128, "x" * 129),
        ("x" * 127 + "\ud83d", "x" * 127 + "😀"),
        ("no format", "no format"),
        (None, " \n"),
        (None, 5.0),
        (None, ["a"]),
        (None, None),
    ],
)
def test_stamp(stored: str | None, sent: Any) -> None:
    assert stored == given_stamp(beacon(meta={"intent_stamp": sent}))


def test_a_stamp_made_here_names_its_parts() -> None:
    intent = read_intent(beacon(ea="phone_call"), 1_700_000_000_123, random.Random(1))
    at, salt, action, target = intent.stamp.split("-")
    assert (at, len(salt), action, len(target)) == ("1700000000123", 4, "phone", 6)
    assert intent.target == "tel:unknown"
    again = read_intent(beacon(ea="phone_call"), 1_700_000_000_123, random.Random(2))
    assert intent.stamp != again.stamp
    assert intent.stamp.rpartition("-")[2] == again.stamp.rpartition("-")[2]


def test_no_click_is_no_intent() -> None:
    assert read_intent(beacon(ea="view"), 0, random.Random(0)) is None


def test_a_click() -> None:
    clicked = beacon(ea="whatsapp", meta={"intent_stamp": "mine"})
    assert Intent("whatsapp", "wa:unknown", "mine") == read_intent(clicked, 0, random.Random(0))


def test_page_url() -> None:
    assert page_url("u" * 3000) == "u" * 2048
    assert page_url("u" * 2047 + "😀") == "u" * 2047 + "\ud83d"
    assert page_url(["https://www.example.com/"]) is None

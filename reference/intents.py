"""A click on a phone or WhatsApp link: is it one, to whom, and under which stamp (GWY-903 … GWY-917).

Decides from a beacon. It must not know rows or how a duplicate is found; time and randomness are arguments.
"""

import re
from dataclasses import dataclass
from typing import Any

from reference.javascript import BASE_36, base_36, cut, either, hash_31, to_string, trim, truthy
from reference.payload import Beacon, PageUrl, parse_url
from reference.protocols import Random

STAMP_UNITS = 128
PAGE_URL_UNITS = 2048

_PHONE_ACTIONS = {"phone_call", "phone_click", "call_click", "tel_click"}
_PHONE_EVENTS = {"phone_call", "phone_click", "call_click"}
_WHATSAPP_ACTIONS = {"whatsapp", "whatsapp_click", "wa_click"}
_WHATSAPP_EVENT = "whatsapp"

_NOT_DIALLED = re.compile(r"[^0-9+]")
_NOT_DIGIT = re.compile(r"[^0-9]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LOCAL_DIGITS = 10
_TRUNK_DIGITS = 11
_COUNTRY = "+90"


@dataclass(frozen=True)
class Intent:
    """One click: `phone` or `whatsapp`, its prefixed canonical target, its stamp."""

    action: str
    target: str
    stamp: str


def detect_action(beacon: Beacon) -> str | None:
    """`phone`, `whatsapp` or None; any phone signal beats WhatsApp (facts 11)."""
    action = trim(to_string(either(beacon.extra("intent_action"), beacon.action, ""))).lower()
    event = to_string(either(beacon.action, "")).lower()
    label = to_string(either(beacon.label, "")).lower()
    if action in _PHONE_ACTIONS or event in _PHONE_EVENTS or label.startswith("tel:"):
        return "phone"
    if action in _WHATSAPP_ACTIONS or event == _WHATSAPP_EVENT or "wa.me" in label or "whatsapp.com" in label:
        return "whatsapp"
    return None


def read_intent(beacon: Beacon, now_ms: int, random: Random) -> Intent | None:
    """The beacon's intent, None if it is no click."""
    action = detect_action(beacon)
    if action is None:
        return None
    target = phone_target(beacon) if action == "phone" else whatsapp_target(beacon)
    stamp = given_stamp(beacon) or make_stamp(action, target, now_ms, random)
    return Intent(action, target, stamp)


def phone_target(beacon: Beacon) -> str:
    """`tel:+…` from the label, else from `meta.phone_number`; `tel:unknown` without a digit or a plus."""
    dialled = to_string(either(beacon.label, beacon.extra("phone_number"), ""))
    return f"tel:{canonical_phone(dialled) or 'unknown'}"


def canonical_phone(text: str) -> str:
    """`+` and digits, with the country code where ten or eleven digits need one; empty if nothing is dialled."""
    dialled = _NOT_DIALLED.sub("", text)
    if dialled.startswith("00"):
        dialled = f"+{dialled[2:]}"
    digits = _NOT_DIGIT.sub("", dialled)
    if dialled.startswith("+"):
        return f"+{digits}"
    if len(digits) == _LOCAL_DIGITS:
        return _COUNTRY + digits
    if len(digits) == _TRUNK_DIGITS and digits.startswith("0"):
        return _COUNTRY + digits[1:]
    return f"+{digits}" if digits else ""


def whatsapp_target(beacon: Beacon) -> str:
    """`wa:+…` of the label's number, else `wa:host/path`, else `wa:unknown` (facts 11)."""
    url = _label_url(to_string(either(beacon.label, "")))
    if url is None or not url.host:
        number = canonical_phone(_number_in_query(url)) if url else ""
        return f"wa:{number or 'unknown'}"
    number = canonical_phone(_number_in_query(url)) or canonical_phone(_number_in_path(url))
    return f"wa:{number or (url.host + url.path).rstrip('/')}"


def _label_url(label: str) -> PageUrl | None:
    """The label as a URL; one without a scheme is read as https, so plain digits become a host."""
    if not label:
        return None
    return parse_url(label if _SCHEME.match(label) else f"https://{label}")


def _number_in_query(url: PageUrl) -> str:
    return url.parameter("phone") or url.parameter("p") or ""


def _number_in_path(url: PageUrl) -> str:
    if url.host == "wa.me":
        first = url.path.split("/")[1:2]
        return first[0] if first else ""
    digits = _NOT_DIGIT.sub("", url.path)
    return digits if len(digits) >= _LOCAL_DIGITS else ""


def given_stamp(beacon: Beacon) -> str | None:
    """The client's stamp, trimmed and then cut; None if it is no string or blank."""
    stamp = beacon.extra("intent_stamp")
    return cut(trim(stamp), STAMP_UNITS) or None if isinstance(stamp, str) else None


def make_stamp(action: str, target: str, now_ms: int, random: Random) -> str:
    """`<ms>-<4 base 36>-<action>-<6 of the target's hash>`: random, so it never meets another click's."""
    salt = "".join(random.choices(BASE_36, k=4))
    return f"{now_ms}-{salt}-{action}-{base_36(hash_31(target))[:6].ljust(6, '0')}"


def page_url(value: Any) -> str | None:
    """`intent_page_url`: `u` cut to 2048 UTF-16 units, null if it is no string."""
    return cut(value, PAGE_URL_UNITS) if isinstance(value, str) and truthy(value) else None

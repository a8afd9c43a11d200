"""A click on a phone or WhatsApp link: is it one, to whom, and under which stamp (GWY-903 … GWY-917, GWY-933).

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
_WEB_SCHEME = re.compile(r"https?://", re.IGNORECASE)
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
    """`wa:+…` of the label's number, else `wa:host/path`, else `wa:` and the label, else `wa:unknown` (facts 11)."""
    label = trim(to_string(either(beacon.label, "")))
    url = _label_url(label)
    if url is None:
        return f"wa:{_written_place(label) or 'unknown'}"
    numbers = map(canonical_phone, (_number_in_query(url), _number_of_wa_me(url), _number_in_path(url)))
    return f"wa:{next(filter(None, numbers), '') or (url.host + url.path).rstrip('/')}"


def _label_url(label: str) -> PageUrl | None:
    """The label as a web address; one that does not say so is read as https, so plain digits become a host."""
    return parse_url(label if _WEB_SCHEME.match(label) else f"https://{label}")


def _written_place(label: str) -> str:
    """A label that is no URL, as it is written; only what stands in the host's place is lower-cased."""
    host, slash, path = _WEB_SCHEME.sub("", label, count=1).partition("/")
    return (host.lower() + slash + path).rstrip("/")


def _number_in_query(url: PageUrl) -> str:
    return url.parameter("phone") or url.parameter("p") or ""


def _number_of_wa_me(url: PageUrl) -> str:
    """The first path segment that is not empty, where the host is wa.me."""
    segments = filter(None, url.path.split("/")) if url.host == "wa.me" else ()
    return next(iter(segments), "")


def _number_in_path(url: PageUrl) -> str:
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

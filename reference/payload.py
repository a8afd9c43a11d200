"""The beacon: names for the wire keys, and which `s` and `u` are usable (GWY-408 … GWY-426).

Decides how a parsed body becomes a beacon. It must not know origins, limits or rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import ada_url

from reference.javascript import UNDEFINED, JavaScriptError, member, to_string

UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_BARE_UUID_V4 = re.compile(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", re.IGNORECASE | re.ASCII)
_SPECIAL_SCHEMES = ("http:", "https:", "ws:", "wss:", "ftp:", "file:")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Beacon:
    """One POST body; every field is any JavaScript value, `UNDEFINED` where the body has no such key."""

    site: Any
    url: Any
    session_id: Any
    session_month: Any
    category: Any
    action: Any
    label: Any
    value: Any
    referrer: Any
    meta: Any

    def extra(self, name: str) -> Any:
        """`meta?.name`."""
        return member(self.meta, name)


_WIRE_KEYS = ("s", "u", "sid", "sm", "ec", "ea", "el", "ev", "r", "meta")


def read_beacon(body: Any) -> Beacon:
    """Destructure the body. Raises JavaScriptError for `null`; other non-objects have no properties (facts 3)."""
    if body is None:
        raise JavaScriptError("Cannot destructure property 's' of 'rawBody' as it is null.")
    properties = body if isinstance(body, dict) else {}
    return Beacon(*(properties.get(key, UNDEFINED) for key in _WIRE_KEYS))


def site_spellings(site: Any) -> list[str] | None:
    """The public ids to look for: as given, regrouped, without hyphens; None if `s` is no UUID v4."""
    if not isinstance(site, str):
        return None
    bare = site.replace("-", "")
    if not _BARE_UUID_V4.fullmatch(bare):
        return None
    regrouped = f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"
    return list(dict.fromkeys((site, regrouped, bare)))


@dataclass(frozen=True)
class PageUrl:
    """A URL as WHATWG reads it."""

    host: str
    path: str
    search: Mapping[str, str]

    def parameter(self, name: str) -> str | None:
        """`searchParams.get(name)`: the first value, None if there is none."""
        return self.search.get(name)


def read_query(query: str) -> dict[str, str]:
    """`new URLSearchParams(query)`, the first value of each name; bytes that are no UTF-8 are U+FFFD (facts 6)."""
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace")
    return dict(reversed(pairs))


def parse_url(value: Any) -> PageUrl | None:
    """`new URL(String(value))`, None where it throws."""
    try:
        # A lone surrogate is U+FFFD to a USVString, and an error to the library.
        url = ada_url.URL(_SURROGATE.sub("\ufffd", to_string(value)))
    except (ValueError, JavaScriptError):
        return None
    if url.protocol in _SPECIAL_SCHEMES and _has_bad_punycode(url.hostname):
        return None
    return PageUrl(host=url.hostname, path=url.pathname, search=read_query(url.search))


def _has_bad_punycode(host: str) -> bool:
    """The library keeps an ASCII label that decodes to nothing; the real system refuses it (facts 4)."""
    return "xn--" in host and any(label.startswith("xn--") for label in ada_url.idna_to_unicode(host).split("."))


def is_session_id(value: Any) -> bool:
    """`uuidV4Regex.test(value)`: the value's string is what counts (facts 5)."""
    return bool(UUID_V4.fullmatch(to_string(value)))

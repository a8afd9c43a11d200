"""Who is asking: address, device, place (GWY-831 … GWY-846).

Decides from a request's headers and `meta`. It must not know rows, attribution or the beacon's event.
The families of user agents come from uap-core; their names here are those of the real system's parser (facts 17).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ua_parser

from reference.javascript import UNDEFINED, either
from reference.payload import Beacon
from reference.wire import Head

UNKNOWN = "Unknown"
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - what is stored when the client cannot be told, not a bind address

_LAST_DIGITS = re.compile(r"\.[0-9]+\Z")
_TELEVISION = re.compile(r"smart-?tv|android tv|googletv|bravia|crkey|hbbtv|web0s|\baft[a-z]", re.IGNORECASE)
_MOBILE_WORDS = re.compile(r"mobile|android|iphone", re.IGNORECASE)
_TABLET_WORDS = re.compile(r"tablet|ipad", re.IGNORECASE)
_OS_NAMES = {"Mac OS X": "Mac OS"}
_BROWSER_NAMES = {
    "Chrome Mobile": "Chrome",
    "Chrome Mobile WebView": "Chrome WebView",
    "Edge Mobile": "Edge",
    "Firefox Mobile": "Firefox",
    "Opera Mobile": "Opera",
    "HeadlessChrome": "Chrome Headless",
}
_VERSION_TOKENS = {
    "Chrome": "Chrome",
    "Firefox": "Firefox",
    "Edge": "Edg",
    "Opera": "OPR",
    "Safari": "Version",
    "Mobile Safari": "Version",
    "Instagram": "Instagram",
    "Chrome Headless": "HeadlessChrome",
}


def address_of(head: Head) -> str:
    """The text before the first comma of X-Forwarded-For, untrimmed inside, else 0.0.0.0 (facts 10)."""
    return (head.get("x-forwarded-for") or "").partition(",")[0] or NO_ADDRESS


def anonymise(address: str) -> str:
    """The last `.digits` become `.0`; IPv6 stays as it is, which is a hazard and not ours to cure."""
    return _LAST_DIGITS.sub(".0", address)


@dataclass(frozen=True)
class Device:
    """What the user agent says; the version is undefined when there is none."""

    device_type: str
    os: str
    browser: str
    browser_version: Any


def user_agent_of(head: Head) -> str:
    """The header, or the word that stands for none."""
    return head.get("user-agent") or UNKNOWN


@lru_cache(maxsize=4096)
def read_device(user_agent: str) -> Device:
    """Device type, os, browser and its version (facts 10, 17)."""
    device_type = _device_type(user_agent)
    if "/" not in user_agent:  # no product at all, only words
        return Device(device_type, UNKNOWN, UNKNOWN, UNDEFINED)
    os = ua_parser.parse_os(user_agent)
    browser = ua_parser.parse_user_agent(user_agent)
    # Programs and robots name no operating system; the real parser knows none of them as a browser.
    if os is None or browser is None:
        return Device(device_type, _OS_NAMES.get(os.family, os.family) if os else UNKNOWN, UNKNOWN, UNDEFINED)
    name = _BROWSER_NAMES.get(browser.family, browser.family)
    return Device(device_type, _OS_NAMES.get(os.family, os.family), name, _version(user_agent, name))


def _version(user_agent: str, browser: str) -> Any:
    token = _VERSION_TOKENS.get(browser, browser)
    found = re.search(rf"{re.escape(token)}[/ ]([0-9][0-9.]*)", user_agent)
    return found.group(1) if found else UNDEFINED


def _device_type(user_agent: str) -> str:
    if "iPad" in user_agent and "Macintosh" not in user_agent:
        return "tablet"
    is_android_tablet = "Android" in user_agent and "Mobile" not in user_agent
    if is_android_tablet and not _TELEVISION.search(user_agent):
        return "tablet"
    if _MOBILE_WORDS.search(user_agent):
        return "mobile"
    return "tablet" if _TABLET_WORDS.search(user_agent) else "desktop"


@dataclass(frozen=True)
class Place:
    """Where the visitor is, as headers and meta say; any JavaScript value where meta may speak."""

    city: Any
    district: Any
    country: str
    timezone: str

    @property
    def known_city(self) -> Any:
        """The city, null if it is exactly `Unknown`, also when a client says so."""
        return None if self.city == UNKNOWN else self.city


def read_place(head: Head, beacon: Beacon) -> Place:
    """First truthy one wins: meta before headers for city and district, headers only for the rest (facts 10)."""

    def first(*names: str) -> list[str | None]:
        return [head.get(name) for name in names]

    return Place(
        city=either(
            beacon.extra("city"),
            *first("x-vercel-ip-city", "cf-ipcity", "x-city", "x-forwarded-city"),
            UNKNOWN,
        ),
        district=either(beacon.extra("district"), *first("cf-ipdistrict", "x-district"), None),
        country=either(*first("x-vercel-ip-country", "cf-ipcountry", "x-country"), UNKNOWN),
        timezone=either(*first("cf-timezone", "x-timezone"), UNKNOWN),
    )

"""Who is asking: address, device, place (GWY-831 … GWY-847).

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
_NO_HANDHELD = re.compile(r"smart-?tv|android tv|googletv|bravia|crkey|hbbtv|web0s|\baft[a-z]|quest", re.IGNORECASE)
_PHONES = re.compile(r"blackberry|nokia", re.IGNORECASE)
_MOBILE_WORDS = re.compile(r"mobile|android|iphone", re.IGNORECASE)
_TABLET_WORDS = re.compile(r"tablet|ipad", re.IGNORECASE)
_SYSTEM_WORDS = re.compile(r"android|linux", re.IGNORECASE)
_IOS = re.compile(r" like mac|ios[ /;]|cfnetwork", re.IGNORECASE)  # an iPhone alone names no system
_CONSOLES = {"playstation": "PlayStation", "xbox": "Xbox", "nintendo": "Nintendo"}
_OS_NAMES = {
    "Mac OS X": "Mac OS",
    "Web0S": "webOS",
    "Chromecast Linux": "Chromecast",
    "Chrome OS": "Chromium OS",
    "BlackBerry OS": "BlackBerry",
    "KaiOS": "KAIOS",
}
# The family of uap-core: the real system's name, and what stands before the version.
_BROWSERS = {
    "Chrome": ("Chrome", "Chrome/"),
    "Chrome Mobile": ("Chrome", "Chrome/"),
    "Chrome Mobile iOS": ("Chrome", "CriOS/"),
    "Chrome Mobile WebView": ("Chrome WebView", "Chrome/"),
    "HeadlessChrome": ("Chrome Headless", "HeadlessChrome/"),
    "Firefox": ("Firefox", "Firefox/"),
    "Firefox Mobile": ("Firefox", "Firefox/"),
    "Firefox iOS": ("Firefox", "FxiOS/"),
    "Edge": ("Edge", "Edg(?:e|A|iOS)?/"),
    "Edge Mobile": ("Edge", "Edg(?:e|A|iOS)?/"),
    "Opera": ("Opera", "(?:OPR|Version)/"),
    "Opera Mobile": ("Opera", "(?:OPR|Version)/"),
    "Safari": ("Safari", "Version/"),
    "Mobile Safari": ("Mobile Safari", "Version/"),
    "Android": ("Android Browser", "Version/"),
    "Samsung Internet": ("Samsung Internet", "SamsungBrowser/"),
    "Mobile Safari UI/WKWebView": ("WebKit", "AppleWebKit/"),
    "Amazon Silk": ("Silk", "Silk/"),
    "Facebook": ("Facebook", "FBAV/"),
    "Google": ("GSA", "GSA/"),
    "LINE": ("Line", "Line/"),
    "WeChat Browser": ("WeChat", "MicroMessenger/"),
    "MiuiBrowser": ("MIUI Browser", "MiuiBrowser/"),
    "Yandex Browser": ("Yandex", "YaBrowser/"),
    "DuckDuckGo Mobile": ("DuckDuckGo", "DuckDuckGo/"),
    "UC Browser": ("UCBrowser", "UCBrowser/"),
    "Oculus Browser": ("Oculus Browser", "OculusBrowser/"),
    "IE": ("IE", "(?:MSIE |rv:)"),
    "IE Mobile": ("IEMobile", "IEMobile/"),
}
_OF_WEBKIT = ("Android", "Mobile Safari UI/WKWebView")


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
    return Device(_device_type(user_agent), _os(user_agent), *_browser(user_agent))


def _os(user_agent: str) -> str:
    for word, name in _CONSOLES.items():
        if word in user_agent.lower():
            return name
    os = ua_parser.parse_os(user_agent) if "/" in user_agent else None  # without a product there are only words
    if os is None:
        named = _SYSTEM_WORDS.search(user_agent)
        return named.group() if named else "Mac OS" if "Macintosh" in user_agent else UNKNOWN
    if os.family == "iOS" and not _IOS.search(user_agent):
        return UNKNOWN
    return _OS_NAMES.get(os.family, os.family)


def _browser(user_agent: str) -> tuple[str, Any]:
    """Name and version. Programs and robots are no browsers to the real parser, unless they say they are one."""
    found = ua_parser.parse_user_agent(user_agent) if "/" in user_agent else None
    # uap-core wants two numbers of a Silk.
    family = "Amazon Silk" if "Silk/" in user_agent else found.family if found else ""
    is_one = family and ua_parser.parse_os(user_agent) and not family.lower().endswith("bot")
    if not is_one or (family in _OF_WEBKIT and "applewebkit/" not in user_agent.lower()):
        family = _pretended(user_agent)
    if not family:
        return UNKNOWN, UNDEFINED
    name, before = _BROWSERS.get(family, (family, f"{re.escape(family)}[/ ]"))
    version = re.search(rf"{before}([0-9][0-9.]*)", user_agent)
    return name, version.group(1) if version else UNDEFINED


def _pretended(user_agent: str) -> str:
    """The family of a browser that uap-core does not take for one: a console's, a watch's, a robot's."""
    for family in ("Chrome", "Firefox"):
        if f"{family}/" in user_agent:
            return family
    if "Version/" in user_agent and " Safari/" in user_agent:
        return "Mobile Safari" if " Mobile/" in user_agent else "Safari"
    return "Mobile Safari UI/WKWebView" if "AppleWebKit/" in user_agent else ""


def _device_type(user_agent: str) -> str:
    """The handhelds the real parser knows by their products; everything else falls to its words."""
    lowered = user_agent.lower()
    is_android_tablet = "android " in lowered and ("tablet;" in lowered or " safari" in lowered)
    if "(ipad;" in lowered or "kindle" in lowered:
        return "tablet"
    if is_android_tablet and "mobile" not in lowered and not _NO_HANDHELD.search(user_agent):
        return "tablet"
    if _PHONES.search(user_agent) or _MOBILE_WORDS.search(user_agent):
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

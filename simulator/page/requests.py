"""What a browser puts on the wire for a page: heads as Chromium writes them, cookies, CORS, and what a policy forbids.

It decides from a request and the page it came from. It knows no connection, no fault and no gateway.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

Headers = tuple[tuple[str, str], ...]
SAFELISTED: Final = re.compile(
    r"(?:application/x-www-form-urlencoded|multipart/form-data|text/plain)(?:;|\Z)", re.IGNORECASE
)
SAFE_METHODS: Final = ("GET", "HEAD", "POST")
_PLAIN_HEADERS = {"accept", "accept-language", "content-language"}
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """Give an address's origin, `null` for those that have none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in _DEFAULT_PORTS else "null"


def target_of(url: str) -> str:
    """Give what a request line asks for."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True)
class Sender:
    """A document as a sender of requests: its address, its origin (`null` in a sandbox), its policy."""

    url: str
    origin: str
    user_agent: str
    locale: str
    policy: str = ""


@dataclass(frozen=True)
class Asked:
    """One request. `way`: `beacon`, `fetch`, `script`, `page` or `frame`."""

    way: str
    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    mode: str = "no-cors"
    credentials: str = "include"
    keepalive: bool = False
    referrer: bool = True

    @property
    def navigates(self) -> bool:
        """Whether a document is asked for."""
        return self.way in ("page", "frame")

    def crosses(self, sender: Sender) -> bool:
        """Whether it goes to another origin than the sender's."""
        return origin_of(self.url) != sender.origin

    def has_credentials(self, sender: Sender) -> bool:
        """Whether cookies go with it."""
        return self.credentials == "include" or (self.credentials == "same-origin" and not self.crosses(sender))

    def wants_preflight(self, sender: Sender) -> bool:
        """Whether the browser must ask before."""
        if self.way not in ("beacon", "fetch") or self.mode != "cors" or not self.crosses(sender):
            return False
        return self.method not in SAFE_METHODS or bool(self.unsafe_headers())

    def unsafe_headers(self) -> list[str]:
        """Name the headers for which a server of another origin is asked first."""
        kind = self.headers.get("content-type", "text/plain")
        unsafe = [name for name in self.headers if name not in _PLAIN_HEADERS and name != "content-type"]
        return sorted(unsafe if SAFELISTED.match(kind) else [*unsafe, "content-type"])


def head_of(asked: Asked, sender: Sender, cookies: str) -> Headers:
    """Give the request's headers in Chromium's order."""
    where = urlsplit(asked.url)
    named = [("Host", where.netloc), ("Connection", "keep-alive")]
    if asked.method not in ("GET", "HEAD"):
        named.append(("Content-Length", str(len(asked.body.encode()))))
    named += [("User-Agent", sender.user_agent), *((name.title(), value) for name, value in asked.headers.items())]
    named.append(("Accept", "text/html,application/xhtml+xml,*/*;q=0.8" if asked.navigates else "*/*"))
    if asked.way in ("beacon", "fetch") and (asked.method not in ("GET", "HEAD") or asked.crosses(sender)):
        named.append(("Origin", sender.origin))
    named += _fetch_metadata(asked, sender)
    if asked.referrer and (referrer := referrer_for(sender.url, asked.url)):
        named.append(("Referer", referrer))
    named += [("Accept-Encoding", "gzip, deflate"), ("Accept-Language", sender.locale)]
    return (*named, *([("Cookie", cookies)] if cookies else []))


def _fetch_metadata(asked: Asked, sender: Sender) -> list[tuple[str, str]]:
    site = "none" if asked.navigates and not sender.url else "cross-site" if asked.crosses(sender) else "same-origin"
    dest = {"page": "document", "frame": "iframe", "script": "script"}.get(asked.way, "empty")
    mode = "navigate" if asked.navigates else asked.mode
    return [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)]


def preflight_of(asked: Asked, sender: Sender) -> Headers:
    """Give the head of the question that comes before a request."""
    unsafe = ",".join(asked.unsafe_headers())
    return (
        ("Host", urlsplit(asked.url).netloc),
        ("Connection", "keep-alive"),
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", asked.method),
        *([("Access-Control-Request-Headers", unsafe)] if unsafe else []),
        ("Origin", sender.origin),
        ("User-Agent", sender.user_agent),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Dest", "empty"),
    )


def referrer_for(page: str, target: str) -> str:
    """Give the referrer under `strict-origin-when-cross-origin`, the default."""
    if urlsplit(page).scheme not in _DEFAULT_PORTS:
        return ""
    return page.partition("#")[0] if origin_of(page) == origin_of(target) else f"{origin_of(page)}/"


def answer_is_shared(asked: Asked, sender: Sender, headers: Mapping[str, str]) -> bool:
    """Whether an answer of another origin may be seen by the page."""
    if asked.mode != "cors" or not asked.crosses(sender):
        return True
    allowed = headers.get("access-control-allow-origin")
    if not asked.has_credentials(sender):
        return allowed in ("*", sender.origin)
    return allowed == sender.origin and headers.get("access-control-allow-credentials") == "true"


def preflight_allows(asked: Asked, sender: Sender, status: int, headers: Mapping[str, str]) -> bool:
    """Whether the answer to the question lets the request go."""
    named = {name.strip().lower() for name in headers.get("access-control-allow-headers", "").split(",")}
    methods = {name.strip() for name in headers.get("access-control-allow-methods", "").split(",")}
    fits = set(asked.unsafe_headers()) <= named and (asked.method in SAFE_METHODS or asked.method in methods)
    return 200 <= status < 300 and fits and answer_is_shared(asked, sender, headers)  # noqa: PLR2004 - an ok status


def policy_forbids(sender: Sender, url: str) -> bool:
    """Whether the page's content security policy forbids to connect there."""
    named = {name: sources for name, *sources in (part.split() for part in sender.policy.split(";") if part.strip())}
    sources = named.get("connect-src", named.get("default-src"))
    if sources is None or "*" in sources:
        return False
    same = origin_of(url) == origin_of(sender.url)
    return not any((one == "'self'" and same) or url.startswith(one) for one in sources)


class Cookies:
    """The cookies of one browser: by host, sent to that host only, and from its own pages only."""

    def __init__(self) -> None:
        self._by_host: dict[str, dict[str, str]] = {}

    def take(self, url: str, written: str) -> None:
        """Keep one `Set-Cookie`, or forget what it says is over."""
        pair, *attributes = written.split(";")
        name, _, value = pair.strip().partition("=")
        jar = self._by_host.setdefault(urlsplit(url).hostname or "", {})
        if any(one.strip().lower().replace(" ", "") == "max-age=0" for one in attributes):
            jar.pop(name, None)
        else:
            jar[name] = value

    def sent(self, url: str, page: str) -> str:
        """Give the `Cookie` header for an address, asked by a page (empty: by the visitor)."""
        host = urlsplit(url).hostname or ""
        if page and urlsplit(page).hostname != host:
            return ""
        return "; ".join(f"{name}={value}" for name, value in self._by_host.get(host, {}).items())

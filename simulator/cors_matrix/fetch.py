"""What a browser makes of a gateway's answers: the Fetch standard's rules as far as a beacon meets them. Pure.

A beacon is a POST in CORS mode (fetch.spec.whatwg.org, 4.9 CORS check, 4.8 CORS-preflight fetch). JSON is no
safelisted content type and needs a preflight, `text/plain` needs none. It decides what a page gets to know and whether
the gateway was reached at all; it must not know what a gateway should answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simulator.judge.wire import Answer

Fate = Literal[
    "delivered and readable", "delivered, answer unreadable", "never sent by the browser", "refused"
]  # fmt: skip
SAFELISTED_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
OK = range(200, 300)
FORBIDDEN = 403
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
ALLOW_METHODS = "Access-Control-Allow-Methods"
ALLOW_HEADERS = "Access-Control-Allow-Headers"


@dataclass(frozen=True)
class Beacon:
    """What a page sends: from which origin, with cookies or not, as which content type."""

    origin: str | None
    credentials: bool
    content_type: str

    @property
    def needs_preflight(self) -> bool:
        """Whether the browser asks first: for any content type that a form could not have sent."""
        return self.content_type.partition(";")[0].strip().lower() not in SAFELISTED_TYPES


def cors_check(beacon: Beacon, answer: Answer) -> str | None:
    """Say why the page may not read this answer; None: it may. Origins are compared byte by byte."""
    allowed = answer.header_values(ALLOW_ORIGIN)
    if not allowed:
        return f"no {ALLOW_ORIGIN}"
    joined = ", ".join(allowed)
    if joined == "*" and not beacon.credentials:
        return None
    if joined != beacon.origin:
        return f"{ALLOW_ORIGIN} is {joined}"
    if beacon.credentials and answer.header(ALLOW_CREDENTIALS) != "true":
        return f"{ALLOW_CREDENTIALS} is {answer.header(ALLOW_CREDENTIALS) or 'missing'}"
    return None


def preflight_check(beacon: Beacon, answer: Answer) -> str | None:
    """Say why the browser does not send the beacon after this preflight; None: it does."""
    blocked = cors_check(beacon, answer)
    if blocked:
        return blocked
    if answer.status not in OK:
        return f"the preflight was answered {answer.status}"
    # POST is a safelisted method: it need not be named, whatever the blueprint names.
    headers = _listed(answer, ALLOW_HEADERS, lower=True)
    if "content-type" not in headers and (beacon.credentials or "*" not in headers):
        return f"{ALLOW_HEADERS} has no content-type"
    return None


def fate(beacon: Beacon, preflight: Answer | None, post: Answer) -> tuple[Fate, str]:
    """Tell what becomes of a beacon, and why. `post` is what the gateway answers if it is sent.

    `refused`: the gateway was reached and said 403, so nothing was taken. Delivered: it was reached and took it.
    """
    if beacon.needs_preflight:
        if preflight is None:
            raise AssertionError("a beacon that needs a preflight has the answer to it")
        blocked = preflight_check(beacon, preflight)
        if blocked:
            return "never sent by the browser", f"preflight: {blocked}"
    if post.status == FORBIDDEN:
        return "refused", "answered 403"
    if post.status not in OK:
        return "refused", f"answered {post.status}"
    unreadable = cors_check(beacon, post)
    if unreadable:
        return "delivered, answer unreadable", f"answer: {unreadable}"
    return "delivered and readable", f"answered {post.status}"


def needs_of_a_beacon(beacon: Beacon, preflight: Answer, post: Answer) -> dict[str, bool]:
    """Tell, one by one, what a credentialed JSON beacon needs (blueprint 3.3) and whether it is there."""
    return {
        "preflight 200": preflight.status == 200,  # noqa: PLR2004 - the blueprint's own
        "preflight: Allow-Origin is the origin": preflight.header_values(ALLOW_ORIGIN) == [beacon.origin],
        "preflight: Allow-Credentials true": preflight.header_values(ALLOW_CREDENTIALS) == ["true"],
        "preflight: Allow-Headers content-type": "content-type" in _listed(preflight, ALLOW_HEADERS, lower=True),
        "preflight: Allow-Methods POST": "POST" in _listed(preflight, ALLOW_METHODS),
        "POST: Allow-Origin is the origin": post.header_values(ALLOW_ORIGIN) == [beacon.origin],
        "POST: Allow-Credentials true": post.header_values(ALLOW_CREDENTIALS) == ["true"],
    }


def _listed(answer: Answer, name: str, *, lower: bool = False) -> set[str]:
    text = answer.header(name) or ""
    return {part.strip() for part in (text.lower() if lower else text).split(",")}

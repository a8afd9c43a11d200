"""Who may post: the origin rule and the CORS headers (GWY-101 … GWY-212).

Decides from `ALLOWED_ORIGINS` and one `Origin` header. It must not know bodies, limits or the database.
"""

import re
from dataclasses import dataclass
from typing import Final

import ada_url

from reference.javascript import WHITE_SPACE, trim

VERSION: Final = "1.0.2-bulletproof"

_SPACE = re.compile(f"[{WHITE_SPACE}]+")
_WEB_SCHEME = re.compile(r"https?://")
ANY = "*"


@dataclass(frozen=True)
class OriginList:
    """The configured entries, normalised; `usable` is what `configStatus` reports (GWY-127, GWY-129)."""

    entries: tuple[str, ...]
    usable: bool = True

    @classmethod
    def read(cls, configured: str | None, *, production: bool) -> "OriginList":
        """Read `ALLOWED_ORIGINS`: unset or blank is everybody outside production and nobody inside it."""
        entries = tuple(filter(None, map(_normalised_entry, (configured or "").split(","))))
        if entries:
            return cls(entries)
        return cls((), usable=False) if production else cls((ANY,))


@dataclass(frozen=True)
class OriginVerdict:
    """Is the origin allowed, and the reason if it is not."""

    allowed: bool
    reason: str | None = None


def _normalised_entry(entry: str) -> str:
    return _SPACE.sub("", entry).lower().rstrip("/")


def judge_origin(origin: str | None, listed: OriginList) -> OriginVerdict:
    """`isOriginAllowed` (blueprint 3.1, facts 13)."""
    if not origin:
        return OriginVerdict(allowed=False, reason="missing_origin")
    received = _normalised_origin(origin)
    if any(_matches(received, entry) for entry in listed.entries):
        return OriginVerdict(allowed=True)
    reason = f"origin_mismatch: received={received}, allowed_count={len(listed.entries)}"
    return OriginVerdict(allowed=False, reason=reason)


def _normalised_origin(origin: str) -> str:
    return trim(origin.lower()).rstrip("/")


def _matches(origin: str, entry: str) -> bool:
    """Equal texts, or the same host or a subdomain: of a bare entry as it is written, of every entry as a URL."""
    if entry in (ANY, origin):
        return True
    bare = "://" not in entry
    if bare and _is_within(_WEB_SCHEME.sub("", origin, count=1).partition("/")[0], entry):
        return True
    # Scheme, port, path and userinfo do not count: `localhost:3000` lets `http://localhost` in.
    return _is_within(_host(origin), _host(f"https://{entry}" if bare else entry))


def _is_within(host: str, allowed: str) -> bool:
    return bool(host and allowed) and (host == allowed or host.endswith(f".{allowed}"))


def _host(url: str) -> str:
    try:
        return ada_url.URL(url).hostname
    except ValueError:
        return ""


def _echo(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    if not (verdict.allowed and origin):
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}


def answer_headers(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """The headers of every `POST` answer but the top-level 500 (blueprint's `baseHeaders`)."""
    return {
        "Access-Control-Expose-Headers": "X-OpsMantik-Version, X-CORS-Reason, X-CORS-Status",
        "Vary": "Origin",
        "X-OpsMantik-Version": VERSION,
        "X-CORS-Reason": verdict.reason or "ok",
        "X-CORS-Received": origin or "none",
        **_echo(origin, verdict),
    }


def error_headers(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """The short set of the top-level 500 (blueprint 3.3)."""
    return {
        "Vary": "Origin",
        "X-OpsMantik-Version": VERSION,
        "X-CORS-Reason": verdict.reason or "unknown_error",
        **_echo(origin, verdict),
    }


def preflight_headers(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """The headers of an `OPTIONS` answer: those of `POST` and its own; what was asked for is not echoed."""
    return {
        "Access-Control-Allow-Methods": "POST, OPTIONS",
        "Access-Control-Allow-Headers": "Content-Type, Authorization, X-OpsMantik-Version, X-CORS-Reason",
        "Access-Control-Max-Age": "86400",
        "X-CORS-Status": "allowed" if verdict.allowed else "rejected",
        **answer_headers(origin, verdict),
    }

"""Whom the matrix lets knock: the origins of a page, made from an allowed one, and the configurations they knock at.

It decides names and spellings. It must not know what becomes of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPES = ("application/json", "text/plain")
OTHER_PORT = 8443
EXAMPLE = "https://example.com"


@dataclass(frozen=True)
class Origin:
    """One origin: what it is for people, and the header's value (None: no header)."""

    name: str
    value: str | None


@dataclass(frozen=True)
class Configuration:
    """One configuration of a gateway; `env` is None where it runs as it is."""

    name: str
    allowed: str
    env: Mapping[str, str] | None = field(default=None)


RUNNING = "as it runs"
# What `ALLOWED_ORIGINS` may look like, and NODE_ENV where it is unset: for gateways that we start ourselves.
STARTED = (
    Configuration("one URL", EXAMPLE, {"ALLOWED_ORIGINS": EXAMPLE}),
    Configuration("a bare host", EXAMPLE, {"ALLOWED_ORIGINS": "example.com"}),
    Configuration("untidy entries", EXAMPLE, {"ALLOWED_ORIGINS": " HTTPS://Exa mple.COM// ,https://other.example"}),
    Configuration("a bare host with a port", EXAMPLE, {"ALLOWED_ORIGINS": "example.com:8443"}),
    Configuration("*", EXAMPLE, {"ALLOWED_ORIGINS": "*"}),
    Configuration("unset, development", EXAMPLE, {"NODE_ENV": "development"}),
    Configuration("unset, production", EXAMPLE, {"NODE_ENV": "production"}),
    Configuration("one URL, production", EXAMPLE, {"ALLOWED_ORIGINS": EXAMPLE, "NODE_ENV": "production"}),
)


def origins_beside(allowed: str, denied: str) -> list[Origin]:
    """Give every origin that is tried where `allowed` is let in. A browser sends none with a path or in capitals."""
    parts = urlsplit(allowed)
    scheme, host, port = parts.scheme, parts.hostname or "", f":{parts.port}" if parts.port else ""
    other_scheme = "http" if scheme == "https" else "https"
    return [
        Origin("allowed", allowed),
        Origin("subdomain", f"{scheme}://www.{host}{port}"),
        Origin("denied", denied),
        Origin("suffix attack", f"{scheme}://evil{host}{port}"),
        Origin("prefix attack", f"{scheme}://{host}.evil.example"),
        Origin("another scheme", f"{other_scheme}://{host}{port}"),
        Origin("another port", f"{scheme}://{host}:{OTHER_PORT}"),
        Origin("null", "null"),
        Origin("none", None),
        Origin("with a path", f"{allowed}/page"),
        Origin("upper case", allowed.upper()),
        Origin("root dot", f"{scheme}://{host}.{port}"),
    ]

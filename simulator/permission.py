"""Who may be loaded: this machine always, another only by whoever says that they may. It asks nobody."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


class NotPermitted(Exception):
    """A target elsewhere, and nobody said that it may be loaded."""

    exit_code = 2


def may_load(gateway: str | None, *, said: bool) -> None:
    """Go on for a gateway on this machine (None: ours), or if it was said; else `NotPermitted`."""
    if gateway is None or said or is_loopback(gateway):
        return
    raise NotPermitted(
        f"expected a gateway on this machine; came: {urlsplit(gateway).hostname};"
        " say --i-may-load-this-target if it is yours to load"
    )


def is_loopback(gateway: str) -> bool:
    """Whether a URL's host is this machine by its very name: names are not looked up."""
    host = urlsplit(gateway).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

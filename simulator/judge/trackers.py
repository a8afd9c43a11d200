"""The tracker that is judged, as bytes: from a file or from a URL. It runs none and looks into none."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from simulator.judge import tls
from simulator.judge.wire import without_secret

PATIENCE_S = 10.0


class TrackerUnreadable(Exception):
    """The tracker that was named cannot be had; one sentence."""

    exit_code = 2


def read(where: str, ca: str | None = None) -> bytes:
    """Give a tracker's bytes; `TrackerUnreadable` says what came instead. `ca`: see `tls.trusting`."""
    try:
        return _fetched(where, ca) if where.startswith(("http://", "https://")) else Path(where).read_bytes()
    except OSError as error:
        raise _unreadable(where, error.strerror or str(error)) from error
    except httpx.HTTPError as error:
        came, cure = tls.problem(error) or (f"{type(error).__name__}: {error}", "correct --tracker")
        raise _unreadable(where, came, cure) from error
    except (httpx.InvalidURL, ImportError, ValueError) as error:  # a proxy of the environment may be of a kind, too
        raise _unreadable(where, str(error)) from error


def _fetched(url: str, ca: str | None) -> bytes:
    """Fetch a script; elsewhere over whatever proxy the environment names, on this machine never."""
    believed, asks_environment = tls.trusting(ca), not _is_here(urlsplit(url).hostname or "")
    with httpx.Client(verify=believed, timeout=PATIENCE_S, follow_redirects=True, trust_env=asks_environment) as client:
        answer = client.get(url)
    if not answer.is_success:
        raise _unreadable(url, f"status {answer.status_code}")
    return answer.content


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unreadable(where: str, came: str, cure: str = "correct --tracker") -> TrackerUnreadable:
    return TrackerUnreadable(f"expected a tracker at {without_secret(where)}; came: {came}; {cure}")

"""The tracker that is judged, as bytes: from a file or from a URL. It runs none and looks into none."""

from __future__ import annotations

from pathlib import Path

import httpx

PATIENCE_S = 10.0


class TrackerUnreadable(Exception):
    """The tracker that was named cannot be had; one sentence."""

    exit_code = 2


def read(where: str) -> bytes:
    """Give a tracker's bytes; `TrackerUnreadable` says what came instead."""
    try:
        return _fetched(where) if where.startswith(("http://", "https://")) else Path(where).read_bytes()
    except OSError as error:
        raise _unreadable(where, error.strerror or str(error)) from error
    except httpx.HTTPError as error:
        raise _unreadable(where, f"{type(error).__name__}: {error}") from error


def _fetched(url: str) -> bytes:
    answer = httpx.get(url, timeout=PATIENCE_S, follow_redirects=True)
    if not answer.is_success:
        raise _unreadable(url, f"status {answer.status_code}")
    return answer.content


def _unreadable(where: str, came: str) -> TrackerUnreadable:
    return TrackerUnreadable(f"expected a tracker at {where}; came: {came}; correct --tracker")

"""How much the proxy holds at most. Nothing in it grows without one of these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one proxy; defaults fit a run of 10,000 clients on a laptop."""

    connections_max: int = 2_000  # one more is reset at accept and recorded as such
    head_bytes_max: int = 65_536  # a longer head is no head: its bytes pass raw
    held_bytes_max: int = 65_536  # read ahead of an end that is not ready
    matched_body_bytes_max: int = 8 * 1024 * 1024  # a rule on the body looks no further than this
    records_max: int = 100_000  # the oldest finished ones are forgotten first
    record_body_bytes_max: int = 131_072  # kept of each body; twice the largest beacon
    records_bytes_max: int = 64 * 1024 * 1024  # kept of all bodies together
    connect_s_max: float = 5.0

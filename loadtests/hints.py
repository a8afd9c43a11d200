"""What a target told of its limit and window, where that is not what it was held to: the likely cause, with a flag.

It reads what came and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from loadtests import records
from loadtests.arrival import key_of
from simulator.judge.clients import limit_advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadtests.arrival import Part, Settings
    from loadtests.records import Outcomes

RETRY = "retryAfter "
# A window is told in whole seconds, and a request is under way for a while.
SLACK_S = 2.0


@dataclass
class Opened:
    """A client's first window, so far: when its first request left, and how many were let through before a 429."""

    at_ms: float
    admitted: int = 0
    told_s: float | None = None
    over: bool = False


def window_told_s(part: Part, settings: Settings, outcomes: Outcomes, limit_told: int | None) -> int | None:
    """Give how long a window is by what the first 429 of each client says is left of it; None where none says so.

    Only a client that was let through exactly as often as the limit is known to be in its first window still.
    """
    limit, clients = limit_told or settings.limit, dict[int, Opened]()
    for number, arrival in enumerate(part.arrivals()):
        at_ms = arrival.at_ms if part.moved else outcomes.sent_us[number] / 1_000
        client = clients.setdefault(key_of(arrival, settings), Opened(at_ms))
        if client.over:
            continue
        if outcomes.kind[number] == records.LIMITED:
            client.over, note = True, outcomes.notes.get(number, "")
            if client.admitted == limit and note.startswith(RETRY):
                client.told_s = (at_ms - client.at_ms) / 1_000 + int(note.removeprefix(RETRY))
        else:
            client.admitted += 1
    told = [one.told_s for one in clients.values() if one.told_s is not None]
    return round(median(told)) if told else None


def sentences(limit_told: int | None, settings: Settings, window_s: int | None) -> Iterator[str]:
    """Say what was told and is not what was expected."""
    if advice := limit_advice(limit_told, settings.limit):
        yield advice
    expected_s = settings.window_ms / 1_000
    if window_s is not None and abs(window_s - expected_s) > SLACK_S:
        yield f"its 429s tell a window of {window_s} s, not {expected_s:g}; if that is meant, say --window {window_s}"

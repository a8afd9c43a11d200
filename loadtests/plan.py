"""A run's schedule and what it must come to, computed before the first request.

It decides numbers, load ids and expectations. The windows of the expectation are replayed over the planned times; what
is judged afterwards are the times that were (admission.py). It must not know HTTP, Locust or SQL.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadtests.arrival import key_of
from simulator.beacons import INTENT_STAMP, META, MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadtests.arrival import Arrival, Part, Settings


@dataclass
class Expectation:
    """What one part must come to if every request arrives when it is meant to.

    `offered` and `admitted` are by client and window number, from 1. `failed`: admitted, and to be answered 500.
    `stamps`: how many different intents are among those admitted.
    """

    requests: int = 0
    limited: int = 0
    synced: int = 0
    failed: int = 0
    stamps: int = 0
    duration_ms: int = 0
    offered: dict[int, list[int]] = field(default_factory=dict)
    admitted: dict[int, list[int]] = field(default_factory=dict)

    def told(self) -> dict[str, int]:
        """Give the sums, for people."""
        names = ("requests", "synced", "limited", "failed", "stamps")
        return {**{name: getattr(self, name) for name in names}, "clients": len(self.offered)}


def load_id(token: str, number: int) -> str:
    """Give the id of a request: the part's token and the request's number."""
    return f"{token}.{number}"


def numbered(
    part: Part, clients: range | None = None, settings: Settings | None = None
) -> Iterator[tuple[int, Arrival]]:
    """Give each arrival with its number, from 0; of all clients, or of those whose number is in a range's steps."""
    for number, arrival in enumerate(part.arrivals()):
        if clients is None or settings is None or key_of(arrival, settings) in clients:
            yield number, arrival


def expectation(part: Part, settings: Settings) -> Expectation:
    """Replay the windows over the planned times."""
    expected = Expectation()
    opened_ms: dict[int, int] = {}
    stamps: set[str] = set()
    offered: dict[int, list[int]] = defaultdict(list)
    admitted: dict[int, list[int]] = defaultdict(list)
    for arrival in part.arrivals():
        client = key_of(arrival, settings)
        if client not in opened_ms or arrival.at_ms > opened_ms[client] + settings.window_ms:
            opened_ms[client] = arrival.at_ms
            offered[client].append(0)
            admitted[client].append(0)
        offered[client][-1] += 1
        expected.duration_ms = max(expected.duration_ms, arrival.at_ms)
        if admitted[client][-1] >= settings.limit:
            expected.limited += 1
            continue
        admitted[client][-1] += 1
        if not arrival.stored:
            expected.failed += 1
            continue
        expected.synced += 1
        if stamp := stamp_of(arrival):
            stamps.add(stamp)
    expected.requests = sum(map(sum, offered.values()))
    expected.stamps = len(stamps)
    expected.offered, expected.admitted = dict(offered), dict(admitted)
    return expected


def stamp_of(arrival: Arrival) -> str | None:
    """Give an intent's stamp; None for what is no intent."""
    return arrival.beacon[META].get(INTENT_STAMP)


def month_of(arrival: Arrival) -> str:
    """Give the month whose partition the row belongs in."""
    return arrival.beacon[MONTH]

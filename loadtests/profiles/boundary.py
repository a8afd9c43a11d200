"""Profiles at the edge of the limit: just under it, at it, and twice it across the edge of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadtests.arrival import MARGIN_MS, TICK_MS, Arrival, Part, Profile, Settings
from simulator.beacons import page_view

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNDER_CLIENTS, UNDER_WINDOWS = 5, 3
# Without a moved clock requests of a burst stand this far apart, so that each is where it was meant to be.
SPACING_MS = 5
LAST_MOMENTS_MS = 100


def requests_of(settings: Settings, client: int, times: Sequence[float]) -> list[Arrival]:
    """Give one client's requests at these times, each the first view of another visitor behind that address.

    First events of one session that race each other are answered 500 (facts 15); what is measured here is the limit.
    """
    random = settings.random("client", client)
    return [
        Arrival(int(at_ms), client, page_view(settings.visitor(random), settings.now_ms + int(at_ms)), caller=client)
        for at_ms in times
    ]


def in_order(settings: Settings, clients: Sequence[Sequence[float]]) -> Iterator[Arrival]:
    """Merge the requests of clients by time; at one time they take turns."""
    sent = [requests_of(settings, client, times) for client, times in enumerate(clients)]
    ranked = [(one.at_ms, rank, one.client, one) for requests in sent for rank, one in enumerate(requests)]
    return (one for *_, one in sorted(ranked, key=lambda each: each[:3]))


def burst(settings: Settings, at_ms: float, requests: int) -> list[float]:
    """Give the times of so many requests from a moment on: all at it where the clock stands still."""
    return [at_ms + (0 if settings.moved else number * SPACING_MS) for number in range(requests)]


def under(settings: Settings) -> list[Part]:
    """One request less than the limit a window, evenly, for three windows, each opened when the last has ended."""
    asked = settings.limit - 1 or 1
    between_ms = settings.window_ms + (TICK_MS if settings.moved else MARGIN_MS)
    times = [
        window * between_ms + settings.tick(number * settings.window_ms / asked)
        for window in range(UNDER_WINDOWS)
        for number in range(asked)
    ]
    clients = [times] * settings.scaled(UNDER_CLIENTS)
    return [Part("evenly", len(clients), lambda: in_order(settings, clients), settings.moved)]


def edge(settings: Settings) -> list[Part]:
    """The limit and one more, in one window and in the next; where the clock stands still also at the very edge."""
    limit, window_ms = settings.limit, settings.window_ms
    following_ms = window_ms + (1 if settings.moved else MARGIN_MS + (limit + 1) * SPACING_MS)
    at_the_edge = burst(settings, window_ms, 2) if settings.moved else []
    clients = [
        [*burst(settings, 0, asked), *at_the_edge, *burst(settings, following_ms, asked)]
        for asked in (limit, limit + 1) * settings.scaled(1)
    ]
    return [Part("edge", len(clients), lambda: in_order(settings, clients), settings.moved)]


def double_burst(settings: Settings) -> list[Part]:
    """The limit in the last moments of a window, the limit and one more in the first of the next."""
    limit, window_ms = settings.limit, settings.window_ms
    took_ms = 0 if settings.moved else limit * SPACING_MS
    last_ms = window_ms - (LAST_MOMENTS_MS if settings.moved else MARGIN_MS + took_ms)
    first_ms = window_ms + (1 if settings.moved else MARGIN_MS)
    times = [0.0, *burst(settings, last_ms, limit - 1), *burst(settings, first_ms, limit + 1)]
    clients = [times] * settings.scaled(2)
    return [Part("double burst", len(clients), lambda: in_order(settings, clients), settings.moved)]


PROFILES = (
    Profile(
        "under",
        "one request less than the limit a window, for three windows: nobody is refused",
        under,
        "has-one-limit-for-all",
        "5 clients, 3 windows",
    ),
    Profile(
        "edge",
        "the limit and one more, in one window and in the next: exactly the limit passes, each time",
        edge,
        "lets-the-101st-in",
        "2 clients, 2 windows",
    ),
    Profile(
        "double_burst",
        "the limit in a window's last moments and again in the next one's first: all pass, one more does not",
        double_burst,
        "slides-its-window",
        "2 clients, 2 windows",
    ),
)

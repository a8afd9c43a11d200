"""Polite traffic beside rude clients: one part for each attack, and one before them for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadtests.abuse.attacks import ATTACKS
from loadtests.arrival import Arrival, Part, Profile, Settings
from simulator.beacons import page_view

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE_PER_S, DURATION_S = 12.0, 8.0


def abuse(settings: Settings) -> list[Part]:
    """First views of new visitors at an easy pace, alone and beside each attack."""
    return [_polite(settings, name) for name in ("", *ATTACKS)]


def _polite(settings: Settings, attack: str) -> Part:
    rate = settings.rate_per_s or RATE_PER_S
    requests = max(1, round(rate * (settings.duration_s or DURATION_S)))

    def arrivals() -> Iterator[Arrival]:
        random = settings.random("polite", attack)
        for number in range(requests):
            at_ms = int(number * 1_000 / rate)
            beacon = page_view(settings.visitor(random), settings.now_ms + at_ms)
            yield Arrival(at_ms, number, beacon, caller=number)

    return Part(attack or "nobody rude", requests, arrivals, beside=attack)


PROFILES = (
    Profile(
        "abuse",
        "rude clients drip, idle, flood, nest and leave: the polite ones are served, and memory is bounded",
        abuse,
        "has-one-limit-for-all",
        "672 polite requests beside 1,880 rude connections, 7 times 8 s",
        controls=False,
    ),
)

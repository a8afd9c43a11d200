"""What faults strike: a trickle of new visitors and a burst now and then, so that much is under way at a blow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadtests.arrival import Arrival, Part, Profile, Settings
from loadtests.profiles.crowds import queued
from simulator.beacons import page_view, phone_call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from simulator.beacons import Beacon

EVERY_MS, BURST, TRICKLE_PER_S = 3_000, 80, 5
# Within a burst requests are this far apart: one process has them out before the first is answered.
APART_MS = 1
DURATION_S = 30.0
NEXT_MONTH_SHARE, INTENT_SHARE = 0.3, 0.3
DRAINING = 8


def bursts(settings: Settings) -> list[Part]:
    """Views and clicks of new visitors, a third of them of the next month."""
    return [_part(settings, "bursts", _newcomers)]


def storms(settings: Settings) -> list[Part]:
    """The same trickle, and bursts that are queues being drained, ten beacons of each visitor."""
    return [_part(settings, "storms", _drained)]


def burst_times_ms(duration_s: float) -> range:
    """Say when bursts begin."""
    return range(EVERY_MS, int(duration_s * 1_000), EVERY_MS)


def _part(settings: Settings, name: str, build: object) -> Part:
    duration_s = settings.duration_s or DURATION_S
    clients = len(burst_times_ms(duration_s)) * BURST + int(duration_s * TRICKLE_PER_S) + 1

    def arrivals() -> Iterator[Arrival]:
        random = settings.random(name)
        timed = [
            (at, _newcomer(settings, random, at)) for at in range(0, int(duration_s * 1_000), 1_000 // TRICKLE_PER_S)
        ]
        for began_ms in burst_times_ms(duration_s):
            timed += [(began_ms + APART_MS * place, one) for place, one in enumerate(build(settings, random, began_ms))]
        timed.sort(key=lambda one: one[0])
        for number, (at_ms, beacon) in enumerate(timed):
            yield Arrival(at_ms, number % clients, beacon, caller=number % clients)

    return Part(name, clients, arrivals)


def _newcomers(settings: Settings, random: Random, at_ms: int) -> Iterator[Beacon]:
    return (_newcomer(settings, random, at_ms) for _ in range(BURST))


def _newcomer(settings: Settings, random: Random, at_ms: int) -> Beacon:
    now_ms = settings.now_ms + at_ms
    if random.random() < NEXT_MONTH_SHARE:
        now_ms = settings.month_edge_ms + at_ms
    visitor = settings.visitor(random)
    return phone_call(visitor, random, now_ms) if random.random() < INTENT_SHARE else page_view(visitor, now_ms)


def _drained(settings: Settings, random: Random, at_ms: int) -> Iterator[Beacon]:
    for _ in range(DRAINING):
        yield from queued(settings.visitor(random), random, settings.now_ms + at_ms)


PROFILES = (
    Profile("bursts", "what most faults strike", bursts, "", "80 at once each 3 s, and 5 a second", hidden=True),
    Profile("storms", "what a restart strikes", storms, "", "80 at once each 3 s, and 5 a second", hidden=True),
)

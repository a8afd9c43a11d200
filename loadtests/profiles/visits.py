"""Profiles of whole visits: repeated intents, the month's edge, a day's traffic, a long run, a climb to the knee."""

from __future__ import annotations

import heapq
from itertools import count, islice
from typing import TYPE_CHECKING

from loadtests.arrival import Arrival, Part, Profile, Settings
from loadtests.preparation import DROP, MAKE
from simulator.beacons import INTENT_STAMP, META, heartbeat, page_view, phone_call, session_end, visit, whatsapp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from simulator.beacons import Beacon, Visitor

CLICKERS, TIMES = 40, 3
ROLLED, BEFORE_EDGE_MS = 60, 3_000
# Visits pass so many times faster than life, but no beacon follows its visitor's first within the time that takes:
# first events of one session that race each other are answered 500 (facts 15).
HURRY, SETTLED_MS = 20, 2_500
BEACONS_A_VISIT = 6.0
REPEATED_SHARE, REPEATED_AFTER_MS = 0.5, 1_500
MIXED_PER_S, MIXED_S = 60.0, 20.0
SOAK_PER_S, SOAK_S = 200.0, 1_000.0
ADDRESSES_MAX = 20_000
CLIMB_FROM_PER_S, CLIMB_BY, CLIMB_STEPS, CLIMB_S = 40.0, 1.35, 12, 5.0


def duplicates(settings: Settings) -> list[Part]:
    """Each visitor clicks on two links, and each click is sent three times: twice at once, once later."""
    people = settings.scaled(CLICKERS)

    def timed() -> Iterator[tuple[int, int, Arrival]]:
        for person in range(people):
            random = settings.random("person", person)
            visitor = settings.visitor(random)
            opened_ms = settings.tick(person * 50)
            yield _sent(settings, visitor, opened_ms, person, page_view(visitor, settings.now_ms))
            for place, build in enumerate((phone_call, whatsapp)):
                click = build(visitor, random, settings.now_ms + person)
                for after_ms in (3_000, 3_000, 8_000)[:TIMES]:
                    yield _sent(settings, visitor, opened_ms + after_ms + place * 1_000, person, click)

    return [Part("clicks", people, lambda: _by_time(timed()), settings.moved)]


def rollover(settings: Settings) -> list[Part]:
    """Visits across the month's edge, where the next month has no partition, and where it has one."""
    if settings.own_database:
        told = ((DROP, "no next month", False), (MAKE, "a next month", True))
    else:
        told = (("", "as found", settings.next_month_stored),)
    return [_rolled(settings, number, *one) for number, one in enumerate(told)]


def _rolled(settings: Settings, number: int, before: str, name: str, stored: bool) -> Part:  # noqa: FBT001
    people = settings.scaled(ROLLED)
    began_ms = settings.month_edge_ms - BEFORE_EDGE_MS

    def timed() -> Iterator[tuple[int, int, Arrival]]:
        for person in range(people):
            random = settings.random("person", number, person)
            visitor = settings.visitor(random)
            for step, build in enumerate((page_view, heartbeat, None, heartbeat, None, session_end)):
                at_ms = settings.tick(step * 1_000 + (0 if settings.moved else person * 15))
                now_ms = began_ms + step * 1_000
                beacon = build(visitor, now_ms) if build else phone_call(visitor, random, now_ms)
                is_next = now_ms >= settings.month_edge_ms
                yield at_ms, person, Arrival(at_ms, person, beacon, caller=person, stored=stored or not is_next)

    return Part(name, people, lambda: _by_time(timed()), settings.moved, before=before, started_at_ms=began_ms)


def mixed(settings: Settings) -> list[Part]:
    """A day's traffic in little: visits with their clicks, some of them repeated."""
    return [_visits(settings, "visits", settings.rate_per_s or MIXED_PER_S, settings.duration_s or MIXED_S)]


def soak(settings: Settings) -> list[Part]:
    """The same for as long as it takes to see what grows."""
    return [_visits(settings, "soak", settings.rate_per_s or SOAK_PER_S, settings.duration_s or SOAK_S)]


def _visits(settings: Settings, name: str, rate_per_s: float, duration_s: float) -> Part:
    requests = max(1, round(rate_per_s * duration_s * settings.scale))
    clients = min(ADDRESSES_MAX, 2 + int(requests / 3))

    def arrivals() -> Iterator[Arrival]:
        return islice(_traffic(settings, rate_per_s, clients), requests)

    return Part(name, clients, arrivals, pace_per_s=rate_per_s)


def _traffic(settings: Settings, rate_per_s: float, clients: int) -> Iterator[Arrival]:
    """Give visits without end, by time; the visitors' starts are a Poisson stream."""
    random, waiting, place = settings.random("visitors"), [], count()
    at_ms = 0.0
    for person in count():
        at_ms += random.expovariate(rate_per_s / BEACONS_A_VISIT) * 1_000
        while waiting and waiting[0][0] <= at_ms:
            yield heapq.heappop(waiting)[2]
        for after_ms, beacon in _visit_of(settings, random, at_ms):
            sent_ms = int(at_ms + after_ms)
            one = Arrival(sent_ms, person % clients, beacon, caller=person % clients)
            heapq.heappush(waiting, (sent_ms, next(place), one))


def _visit_of(settings: Settings, random: Random, at_ms: float) -> Iterator[tuple[float, Beacon]]:
    visitor = settings.visitor(random)
    for offset_ms, beacon in visit(visitor, random, settings.now_ms + int(at_ms)):
        after_ms = SETTLED_MS + offset_ms / HURRY if offset_ms else 0.0
        yield after_ms, beacon
        if INTENT_STAMP in beacon[META] and random.random() < REPEATED_SHARE:
            yield after_ms + REPEATED_AFTER_MS, beacon


def capacity(settings: Settings) -> list[Part]:
    """First views of new visitors, faster from step to step, until the gateway keeps up no more."""
    from_per_s = settings.rate_per_s or CLIMB_FROM_PER_S
    rates = [from_per_s * CLIMB_BY**step for step in range(CLIMB_STEPS)]
    return [_step(settings, rate, settings.duration_s or CLIMB_S) for rate in rates]


def _step(settings: Settings, rate_per_s: float, duration_s: float) -> Part:
    requests = max(1, round(rate_per_s * duration_s))

    def arrivals() -> Iterator[Arrival]:
        random = settings.random("step", round(rate_per_s, 1))
        for number in range(requests):
            at_ms = int(number * 1_000 / rate_per_s)
            beacon = page_view(settings.visitor(random), settings.now_ms + at_ms)
            yield Arrival(at_ms, number, beacon, caller=number)

    return Part(f"{rate_per_s:.0f}/s", requests, arrivals, pace_per_s=rate_per_s)


def _sent(settings: Settings, visitor: Visitor, at_ms: int, client: int, beacon: Beacon) -> tuple[int, int, Arrival]:
    at_ms = settings.tick(at_ms)
    return at_ms, client, Arrival(at_ms, client, beacon, caller=client, user_agent=visitor.user_agent)


def _by_time(timed: Iterator[tuple[int, int, Arrival]]) -> Iterator[Arrival]:
    ranked = [(at_ms, place, one) for place, (at_ms, _, one) in enumerate(timed)]
    return (one for *_, one in sorted(ranked, key=lambda each: each[:2]))


PROFILES = (
    Profile(
        "duplicates",
        "every intent sent three times: three events, one call",
        duplicates,
        "ignores-the-stamp",
        "40 visitors, 280 requests",
    ),
    Profile(
        "rollover",
        "visits across the edge of a month, without and with the next partition: all stored in their month, or a 500",
        rollover,
        "swallows-a-partition-fault",
        "60 visitors twice, 720 requests",
    ),
    Profile(
        "mixed",
        "a day's traffic in little: visits, clicks, some of them repeated; nobody is near a limit",
        mixed,
        "stores-every-event-twice",
        "1,200 requests, 60 a second",
    ),
    Profile(
        "soak",
        "the same for long: memory of either process and connections stay flat",
        soak,
        "leaks-a-connection-for-each-repeated-stamp",
        "200,000 requests, 200 a second",
        controls=False,
    ),
    Profile(
        "capacity",
        "first views of new visitors, 1.35 times faster a step, until the corrected p99 leaves its bound: the knee",
        capacity,
        "has-one-limit-for-all",
        "at most 12 steps of 5 s, from 40 a second",
        controls=False,
        climbs=True,
    ),
)

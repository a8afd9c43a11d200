"""Profiles of many at once: many clients, an office behind one address, forged hops, everybody back online together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadtests.arrival import TICK_MS, Arrival, Part, Profile, Settings
from simulator.beacons import HEARTBEAT_MS, heartbeat, page_view, phone_call, scroll_depth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from simulator.beacons import Beacon, Visitor

CLIENTS, PAST_THE_LIMIT, RATE_PER_S = 10_000, 50, 300.0
OFFICE, HOMES, OFFICE_WINDOWS = 60, 5, 2.5
CHAINED, FORGED = 3, 20
QUEUE_MAX, STORM_OFFICE, STORM_HOMES, STORM_MS = 10, 11, 40, 5_000
SPACING_MS = 5
PROXY = "203.0.113.9"


def many_clients(settings: Settings) -> list[Part]:
    """Ten thousand clients with one request each; fifty of them go on, past the limit."""
    clients = settings.scaled(CLIENTS)
    past = range(0, clients, max(1, clients // settings.scaled(PAST_THE_LIMIT)))
    asked = [*range(clients), *(client for client in past for _ in range(settings.limit + 4))]
    settings.random("order").shuffle(asked)
    rate = settings.rate_per_s or RATE_PER_S

    def arrivals() -> Iterator[Arrival]:
        random = settings.random("visitors")
        for place, client in enumerate(asked):
            at_ms = 0 if settings.moved else int(place * 1_000 / rate)
            yield _view(settings, random, at_ms, client)

    return [Part("many clients", clients, arrivals, settings.moved, rate)]


def shared_address(settings: Settings) -> list[Part]:
    """Sixty people behind one address, each with a page open and its heartbeats; five at home beside them."""
    people = settings.scaled(OFFICE)
    lasts_ms = int(settings.window_ms * OFFICE_WINDOWS)

    def timed() -> Iterator[tuple[int, int, Arrival]]:
        for person in range(people + HOMES):
            random = settings.random("person", person)
            client = max(0, person - people + 1)
            visitor, opened_ms = settings.visitor(random), random.randrange(HEARTBEAT_MS)
            for number, since_ms in enumerate(range(opened_ms, lasts_ms, HEARTBEAT_MS)):
                at_ms = settings.tick(since_ms)
                build = heartbeat if number else page_view
                yield at_ms, person, Arrival(at_ms, client, build(visitor, settings.now_ms + at_ms), caller=client)

    return [Part("office", 1 + HOMES, lambda: _by_time(timed()), settings.moved)]


def spoof(settings: Settings) -> list[Part]:
    """Three clients behind chains of proxies that differ each time; one that names another first hop each time."""
    asked = [(client, client, True) for client in range(CHAINED) for _ in range(settings.limit + 1)]
    forger = CHAINED
    asked += [(forger + 1 + number, forger, False) for number in range(settings.limit + FORGED)]
    settings.random("order").shuffle(asked)

    def arrivals() -> Iterator[Arrival]:
        random = settings.random("visitors")
        for place, (client, caller, chained) in enumerate(asked):
            hops = f", 198.51.100.{random.randrange(1, 255)}" if chained else f", {PROXY}"
            yield _view(settings, random, 0 if settings.moved else place * SPACING_MS, client, hops=hops, caller=caller)

    return [Part("hops", forger + 1 + settings.limit + FORGED, arrivals, settings.moved)]


def drain_storm(settings: Settings) -> list[Part]:
    """Everybody opened a page, went offline, and comes back at once: each queue of ten is drained in one go."""
    office, homes = STORM_OFFICE, settings.scaled(STORM_HOMES)
    people = [(person, 0 if person < office else person - office + 1) for person in range(office + homes)]

    def timed() -> Iterator[tuple[int, int, Arrival]]:
        for person, client in people:
            random = settings.random("person", person)
            visitor = settings.visitor(random)
            at_ms = 0 if settings.moved else person * SPACING_MS
            yield at_ms, person, Arrival(at_ms, client, page_view(visitor, settings.now_ms), caller=client)
            for beacon in queued(visitor, random, settings.now_ms):
                yield STORM_MS, person, Arrival(STORM_MS, client, beacon, caller=client)

    return [Part("storm", 1 + homes, lambda: _spread(_by_time(timed()), settings), settings.moved, 400.0)]


def queued(visitor: Visitor, random: Random, now_ms: int) -> list[Beacon]:
    """Give what a tracker kept while it was offline: at most ten, a call among them."""
    kept = [scroll_depth(visitor, now_ms, percent) for percent in (50, 60, 75, 90)]
    kept.append(phone_call(visitor, random, now_ms))
    return [*kept, *(heartbeat(visitor, now_ms) for _ in range(QUEUE_MAX - len(kept)))]


def _view(
    settings: Settings, random: Random, at_ms: int, client: int, *, hops: str = "", caller: int | None = None
) -> Arrival:
    beacon = page_view(settings.visitor(random), settings.now_ms + at_ms)
    return Arrival(at_ms, client, beacon, hops, client if caller is None else caller)


def _by_time(timed: Iterator[tuple[int, int, Arrival]]) -> Iterator[Arrival]:
    """Give arrivals by time; those of one time in the order of people, one after the other."""
    ranked = [(at_ms, place, who, one) for place, (at_ms, who, one) in enumerate(timed)]
    return (one for *_, one in sorted(ranked, key=lambda each: each[:2]))


def _spread(arrivals: Iterator[Arrival], settings: Settings) -> Iterator[Arrival]:
    """Where time is real, set a storm's requests a little apart: what one process cannot send at once is no plan."""
    place = 0
    for one in arrivals:
        if settings.moved or one.at_ms < STORM_MS:
            yield one
            continue
        at_ms = STORM_MS + place * SPACING_MS
        place += 1
        yield Arrival(at_ms, one.client, one.beacon, one.hops, one.caller)


assert STORM_MS % TICK_MS == 0

PROFILES = (
    Profile(
        "many_clients",
        "10,000 clients, 50 of them past the limit: those are refused what is too much, nobody else anything",
        many_clients,
        "counts-a-whole-network",
        "15,200 requests, 300 a second",
    ),
    Profile(
        "shared_address",
        "an office of 60 behind one address with heartbeats: one limit for all of them, and homes untouched",
        shared_address,
        "has-a-limiter-per-process",
        "about 330 requests, 2.5 windows",
    ),
    Profile(
        "spoof",
        "X-Forwarded-For with chains and forgeries: the text before the first comma counts, and nothing else",
        spoof,
        "takes-the-last-hop-for-the-client",
        "423 requests, one window",
    ),
    Profile(
        "drain_storm",
        "everybody comes back online at once and drains ten queued beacons: an address of eleven is cut at the limit",
        drain_storm,
        "stores-what-it-limits",
        "561 requests, one window",
    ),
)

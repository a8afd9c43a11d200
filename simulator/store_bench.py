"""`opsmantik bench store`: what an event costs through the gateway on the store in memory, as the store fills.

Decides the workload and how a figure is taken: of each size the second half of its events, so that what is read and
compiled once is not measured, in the processor's time, as the ratio to the smallest size. Meters are arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from reference.cors import OriginList
from reference.gateway import Gateway
from reference.ledger import Record
from reference.protocols import Row, StoreError
from reference.rate_limit import FixedWindowLimiter
from reference.wire import Head, Request
from simulator import beacons
from simulator.memory_store import MemoryStore, finish
from simulator.page.theatre import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ORIGIN: Final = "https://www.example.com"
SITE: Final = "5e55104e-0000-4000-8000-000000000001"
BEGINS_MS: Final = 1_767_225_600_000  # 2026-01-01
APART_MS: Final = 15_000  # so a million events are six months of them
MONTHS: Final = tuple(f"{year}-{month:02d}-01" for year in (2026, 2027) for month in range(1, 13))
SMALLEST: Final = 1_000
SYNCED: Final = 200


class BenchFailed(Exception):
    """A figure could not be taken: what was expected, what came."""

    exit_code = 3


@dataclass(frozen=True)
class BenchOptions:
    """What is run; printed with the figures. Sizes are 1,000, 10,000 … up to `events`.

    `hard`: no beacon says `gclid`, so a past click is looked for and never found, and no upsert is taken, so every
    click is looked for in the 10 s window. A store that scanned would read all its rows each time.
    """

    events: int = 100_000
    seed: int = 1
    hard: bool = False


@dataclass(frozen=True)
class Size:
    """The store with this many events: the processor's µs an event took, and the process's bytes an event holds."""

    events: int
    event_us: float
    event_bytes: float


@dataclass(frozen=True)
class Meters:
    """Seconds of the processor, and bytes of this process in memory."""

    processor_s: Callable[[], float]
    memory_bytes: Callable[[], int]


@dataclass
class _Clock:
    """The gateway's and the database's; it goes on before each event."""

    at_ms: int = BEGINS_MS

    def now_ms(self) -> int:
        return self.at_ms


class _WithoutUpsert(MemoryStore):
    """As if the constraint that the upsert names were missing."""

    async def upsert_call(self, row: Row) -> None:  # noqa: ARG002 - the protocol's signature
        raise StoreError("there is no unique or exclusion constraint matching the ON CONFLICT specification", "42P10")


def run(options: BenchOptions, meters: Meters) -> list[Size]:
    """Send valid visits one after another until the store has the last size."""
    random, clock = Random(options.seed), _Clock()  # noqa: S311 - a workload, not a secret
    make = _WithoutUpsert if options.hard else MemoryStore
    store = make(sites={SITE: SITE}, months=MONTHS, now_us=lambda: clock.at_ms * 1000, random=random)
    gateway = Gateway(
        store=store,
        limiter=FixedWindowLimiter(),
        clock=clock,
        random=random,
        log=Silent(),
        origins=OriginList.read("*", production=False),
    )
    requests = _requests(random, clock, hard=options.hard)
    taken = []
    while (size := SMALLEST * 10 ** len(taken)) <= options.events:
        _send(gateway, requests, size // 2 - len(store.events))
        half, before_s, before_bytes = len(store.events), meters.processor_s(), meters.memory_bytes()
        _send(gateway, requests, size - half)
        spent_s, grown_bytes = meters.processor_s() - before_s, meters.memory_bytes() - before_bytes
        taken.append(Size(size, spent_s * 1e6 / (size - half), grown_bytes / (size - half)))
    return taken


def _requests(random: Random, clock: _Clock, *, hard: bool) -> Iterator[Request]:
    while True:
        visitor = beacons.new_visitor(random, site=SITE, origin=ORIGIN)
        named = {"origin": ORIGIN, "user-agent": visitor.user_agent, "x-forwarded-for": visitor.address}
        began_ms = clock.at_ms
        for _, beacon in beacons.visit(visitor, random, began_ms):
            clock.at_ms += APART_MS
            if hard:
                beacon[beacons.META].pop(beacons.GCLID)
                beacon[beacons.URL] = f"{ORIGIN}/"
            yield Request(Head(f"{ORIGIN}/api/sync", named), beacons.encode(beacon))


def _send(gateway: Gateway, requests: Iterator[Request], count: int) -> None:
    for _ in range(count):
        answer = finish(gateway.ingest(next(requests), Record(0, 0, "POST", "/api/sync", [])))
        if answer.status != SYNCED:
            raise BenchFailed(f"every beacon of the workload should be synced, but one was answered {answer}")


def describe(taken: list[Size], options: BenchOptions) -> str:
    """Give the figures as a table, each with its ratio to the first."""
    rows = (
        f"  {size.events:>9,}  {size.event_us:8.0f}  {size.event_us / taken[0].event_us:5.2f}  {size.event_bytes:7,.0f}"
        for size in taken
    )
    return "\n".join([f"store: {options}", "     events  µs/event  ratio  B/event", *rows])

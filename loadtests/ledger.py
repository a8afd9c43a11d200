"""What the gateway's ledger says of our requests, gathered while load runs: when each arrived, in which order.

The ledger keeps the last 20,000, so it is read along. It decides how requests are known again: by a header, for the
body of a refused one is never read. It judges nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from loadtests.order import LABEL
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from simulator.judge.ledger import Ledger

PAUSE_S = 0.4


@dataclass(frozen=True, slots=True)
class Entry:
    """One request as the gateway saw it: its place in the order of arrival, its time, what it answered."""

    rank: int
    received_ms: int
    status: int


@dataclass
class Reading:
    """The entries of one part, by request number. `repeated` counts requests that arrived more than once."""

    token: str
    entries: dict[int, Entry] = field(default_factory=dict)
    repeated: int = 0
    broken: str = ""
    _seen_through: int = 0
    _beyond: set[int] = field(default_factory=set)

    def take(self, read: list[dict[str, Any]]) -> None:
        """Take records; those that are answered late come again later."""
        for record in read:
            rank = record["number"]
            if rank <= self._seen_through or rank in self._beyond:
                continue
            self._beyond.add(rank)
            token, _, number = dict(record["headers"]).get(LABEL, "").rpartition(".")
            if token == self.token:
                self._enter(int(number), Entry(rank, record["received_ms"], record["status"]))
        while self._seen_through + 1 in self._beyond:
            self._seen_through += 1
            self._beyond.discard(self._seen_through)

    def begin_after(self, rank: int) -> None:
        """Leave out what was there before."""
        self._seen_through = rank

    @property
    def seen_through(self) -> int:
        """The rank up to which nothing is outstanding."""
        return self._seen_through

    def _enter(self, number: int, entry: Entry) -> None:
        self.repeated += number in self.entries
        self.entries.setdefault(number, entry)


async def follow(ledger: Ledger, reading: Reading) -> None:
    """Read along until cancelled; then read once more. A gateway that stops answering ends it."""
    try:
        while True:
            await _read(ledger, reading)
            with suppress(NeverHappened):
                await wait_until(lambda: False, PAUSE_S, pause_s=PAUSE_S)
    except asyncio.CancelledError:
        await _read(ledger, reading)
    except (httpx.HTTPError, ValueError) as error:
        reading.broken = f"{type(error).__name__}: {error}"


async def _read(ledger: Ledger, reading: Reading) -> None:
    reading.take(await ledger.after(reading.seen_through))

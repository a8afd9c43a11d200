"""A limiter with levers over real HTTP in this process: other numbers, other anchors, other clients. No rule of ours.

Decides what such a limiter admits and when. It must not know what a test expects of it.
"""

from __future__ import annotations

import math
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.judge.addresses import Addresses
from simulator.judge.bench import Bench
from simulator.judge.clock import GatewayClock
from simulator.judge.history import History
from simulator.judge.site import Site
from simulator.judge.wire import Wire
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ORIGIN, DENIED = "https://shop.example", "https://denied.example"
SITE = Site(None, "11111111-1111-4111-8111-111111111111")


def first_hop(got: Got) -> str:
    return (got.header("X-Forwarded-For") or "").split(",")[0]


def peer(got: Got) -> str:
    return got.peer


@dataclass
class FakeLimiter:
    """`anchor`: first, clock, sliding. `moved`: it has a clock that can be set; else it lives in real time."""

    limit: int = 7
    window_ms: int = 2_000
    anchor: str = "first"
    client_of: Callable[[Got], str] = first_hop
    extends: bool = False
    counts_preflights: bool = False
    workers: int = 1
    moved: bool = False
    now_ms: float = 1_800_000_000_123
    _windows: dict[str, list[float]] = field(default_factory=dict)
    _turns: dict[str, int] = field(default_factory=dict)

    def answer(self, got: Got) -> Give:
        """See FakeGateway."""
        if got.path.startswith("/__controls"):
            return self._controls(got)
        if got.method == "OPTIONS" and not self.counts_preflights:
            return Give(200, b"")
        if got.method == "POST" and got.header("Origin") in (None, DENIED):
            return Give(403, {"ok": False})
        return self._limited(self.client_of(got))

    def _controls(self, got: Got) -> Give:
        if not self.moved:
            return Give(404)
        if b"now_ms" in got.body:
            self.now_ms = int(got.body.split(b":")[1].rstrip(b"}"))
        return Give(200, {"now_ms": self.now_ms, "offset_ms": 0, "frozen": True})

    def _limited(self, client: str) -> Give:
        now_ms = self.now_ms if self.moved else time.monotonic() * 1000
        if self.workers > 1:
            self._turns[client] = self._turns.get(client, 0) + 1
            client += f" at {self._turns[client] % self.workers}"
        counted = [at for at in self._windows.get(client, []) if self._lasts(at, now_ms, client)]
        end_ms = self._end(counted[0] if counted else now_ms)
        left = self.limit - len(counted)
        if left <= 0:
            self._windows[client] = [now_ms] * self.limit if self.extends else counted
            seconds = math.ceil((end_ms - now_ms) / 1000)
            return Give(429, {"ok": False, "retryAfter": seconds}, self._says(0) | {"Retry-After": str(seconds)})
        self._windows[client] = [*counted, now_ms]
        return Give(200, {"ok": True, "status": "synced"}, self._says(left - 1))

    def _lasts(self, counted_ms: float, now_ms: float, client: str) -> bool:
        if self.anchor == "clock":
            return counted_ms // self.window_ms == now_ms // self.window_ms
        since = counted_ms if self.anchor == "sliding" else self._windows[client][0]
        return now_ms <= since + self.window_ms

    def _end(self, first_ms: float) -> float:
        begin = first_ms - first_ms % self.window_ms if self.anchor == "clock" else first_ms
        return begin + self.window_ms

    def _says(self, left: int) -> dict[str, str]:
        return {"X-RateLimit-Limit": str(self.limit), "X-RateLimit-Remaining": str(left)}


@asynccontextmanager
async def bench_of(limiter: FakeLimiter, first_address: int = 0) -> AsyncIterator[Bench]:
    """Give a bench on which this limiter stands."""
    async with FakeGateway(limiter.answer).running() as gateway:
        wire = Wire(gateway.url)
        try:
            yield bench_on(wire, limiter, first_address)
        finally:
            await wire.close()


def bench_on(wire: Wire, limiter: FakeLimiter, first_address: int) -> Bench:
    """Give a bench over a wire: hints of the right size, no rows."""

    async def lives() -> None:
        return None

    return Bench(
        wire=wire,
        addresses=Addresses(first_address),
        history=History(None, lambda: 0),
        origin=ORIGIN,
        denied_origin=DENIED,
        month="2026-11-01",
        month_without_partition="1999-01-01",
        died=lives,
        now_ms=lambda: 0,
        limit=limiter.limit,
        window_s=limiter.window_ms // 1000,
        site=SITE,
        clock=GatewayClock(wire) if limiter.moved else None,
    )

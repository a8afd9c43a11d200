"""How a target tells one client from another, found out before it is judged.

Three ways: by X-Forwarded-For, by the address a connection comes from, or not at all by anything we could change. A
way works if several new addresses each begin a window of their own: all show the same Remaining. A target that shows
none is asked more often than one window allows: if nobody is refused, the addresses tell clients apart. It judges
nothing.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.judge.addresses import Addresses
    from simulator.judge.record import TargetRecord
    from simulator.judge.wire import Addressing, Answer, Wire

LOCAL = ("127.0.0.1", "localhost")
# More than two: several processes with a limiter each show two of us the same number, too.
ASKED = 4


@dataclass(frozen=True)
class Clients:
    """What was found, and in words how."""

    addressing: Addressing
    told: str


@dataclass(frozen=True)
class Asking:
    """What finding out takes: a beacon (`body`) from an allowed origin, and the limit it may have to reach."""

    wire: Wire
    origin: str
    body: bytes
    limit: int

    async def forwarded(self, address: str) -> Answer:
        """Ask as the client that X-Forwarded-For names."""
        return await self._send([("X-Forwarded-For", address)], None)

    async def from_source(self, address: str) -> Answer:
        """Ask from a loopback address of ours."""
        return await self._send([("X-Forwarded-For", address)], address)

    async def _send(self, more: list[tuple[str, str]], source: str | None) -> Answer:
        headers = [("Origin", self.origin), ("Content-Type", "application/json"), *more]
        return await self.wire.send("POST", self.wire.endpoint, headers, self.body, source=source)


async def find_clients(asking: Asking, record: TargetRecord, addresses: Addresses) -> Clients:
    """Find out how clients are told apart; a record that says so is believed. `addresses` become of the right kind."""
    if record.trusts_forwarded_for is True:
        return Clients("forwarded", "X-Forwarded-For trusted (as told)")
    if record.trusts_forwarded_for is None:
        apart, how = await _apart(asking.forwarded, addresses, asking.limit)
        if apart:
            return Clients("forwarded", f"X-Forwarded-For trusted ({how})")
    if sys.platform == "linux" and urlsplit(asking.wire.base).hostname in LOCAL:
        addresses.loopback = True
        apart, how = await _apart(asking.from_source, addresses, asking.limit)
        if apart:
            return Clients("source", f"X-Forwarded-For not trusted: calling from loopback addresses ({how})")
        addresses.loopback = False
    return Clients("shared", "X-Forwarded-For not trusted: one client for all of us")


async def _apart(
    ask: Callable[[str], Awaitable[Answer]], addresses: Addresses, limit: int
) -> tuple[bool, str]:
    """Say whether addresses of this kind are clients of their own, and how that was seen."""
    try:
        answers = [await ask(addresses.fresh()) for _ in range(ASKED)]
        remaining = [answer.header("X-RateLimit-Remaining") for answer in answers]
        if None not in remaining:
            return len(set(remaining)) == 1, f"{ASKED} addresses all showed Remaining {remaining[0]}"
        for _ in range(limit):
            if (await ask(addresses.fresh())).status == HTTPStatus.TOO_MANY_REQUESTS:
                return False, "refused"
    except httpx.HTTPError:  # loopback addresses that cannot be called from
        return False, "no answer"
    return True, f"none of {limit + ASKED} addresses was refused"

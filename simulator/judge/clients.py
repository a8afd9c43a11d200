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
DIGITS_MAX = 9


@dataclass(frozen=True)
class Clients:
    """What was found, and in words how. `limit_told`: what a new client's Remaining says that the limit is."""

    addressing: Addressing
    told: str
    limit_told: int | None = None


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


def limit_advice(told: int | None, expected: int) -> str:
    """Say so where a limit is told that is not the expected one, or nothing."""
    if told in (None, expected):
        return ""
    return (
        f"a new client is told Remaining {told - 1}: a limit of {told}, not {expected};"
        f" if that is meant, say --limit {told}"
    )


async def find_clients(asking: Asking, record: TargetRecord, addresses: Addresses) -> Clients:
    """Find out how clients are told apart; a record that says so is believed. `addresses` become of the right kind."""
    if record.trusts_forwarded_for is True:
        bundled = record.gateway is None and record.start is None
        told = None if bundled else await _limit_told(asking.forwarded, addresses)
        return Clients("forwarded", "X-Forwarded-For trusted (as told)", told)
    if record.trusts_forwarded_for is None:
        apart, how, told = await _apart(asking.forwarded, addresses, asking.limit)
        if apart:
            return Clients("forwarded", f"X-Forwarded-For trusted ({how})", told)
    if sys.platform == "linux" and urlsplit(asking.wire.base).hostname in LOCAL:
        addresses.loopback = True
        apart, how, told = await _apart(asking.from_source, addresses, asking.limit)
        if apart:
            return Clients("source", f"X-Forwarded-For not trusted: calling from loopback addresses ({how})", told)
        addresses.loopback = False
    return Clients("shared", "X-Forwarded-For not trusted: the whole run is one client")


async def _apart(
    ask: Callable[[str], Awaitable[Answer]], addresses: Addresses, limit: int
) -> tuple[bool, str, int | None]:
    """Say whether addresses of this kind are clients of their own, how that was seen, and what limit each was told."""
    try:
        answers = [await ask(addresses.fresh()) for _ in range(ASKED)]
        remaining = [answer.header("X-RateLimit-Remaining") for answer in answers]
        if None not in remaining:
            how = f"{ASKED} addresses all showed Remaining {remaining[0]}"
            return len(set(remaining)) == 1, how, _limit_of(answers[0])
        for _ in range(limit):
            if (await ask(addresses.fresh())).status == HTTPStatus.TOO_MANY_REQUESTS:
                return False, "refused", None
    except httpx.HTTPError:  # loopback addresses that cannot be called from
        return False, "no answer", None
    return True, f"none of {limit + ASKED} addresses was refused", None


async def _limit_told(ask: Callable[[str], Awaitable[Answer]], addresses: Addresses) -> int | None:
    try:
        return _limit_of(await ask(addresses.fresh()))
    except httpx.HTTPError:
        return None


def _limit_of(answer: Answer) -> int | None:
    """Give the limit that a client's first answer tells: what remains, and the one it took."""
    remaining = answer.header("X-RateLimit-Remaining") or ""
    return int(remaining) + 1 if remaining.isascii() and remaining.isdigit() and len(remaining) <= DIGITS_MAX else None

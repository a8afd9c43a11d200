"""One client's window of the rate limit, used up (blueprint 3.1: 100 requests in 60 s).

Decides how 100 requests are sent: valid beacons of one session, so that a build which does not count bad requests
breaks only the clause that says so. It must not know what a 101st request should be answered.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

LIMIT = 100
WINDOW_MS = 60_000
# A burst that took longer may have straddled two windows: then nothing can be said.
TRUSTED_S = 50
# An exhausted client older than this is left to those who have it.
YOUNG_S = 30
AT_ONCE = 10
# Real time a check may take that uses a window up, or several.
PATIENCE_S = 120


class WindowStraddled(Exception):
    """The requests took so long that the window may have ended among them."""


@asynccontextmanager
async def one_window() -> AsyncIterator[None]:
    """Say that nobody knows, whatever was seen, if what is done inside took too long for one window."""
    began = asyncio.get_running_loop().time()
    try:
        yield
    finally:
        _trusted(began)


def _trusted(began: float) -> None:
    took = asyncio.get_running_loop().time() - began
    if took > TRUSTED_S:
        raise WindowStraddled(f"expected the burst to fit into {TRUSTED_S} s, it took {took:.0f} s")


async def use_up(target: Target, address: str | None, *, requests: int | None = None, **how: Any) -> list[Answer]:
    """Send `requests` valid beacons (as many as the target's record allows) from one client, ten at a time.

    They are page views of a session that another client opened: what is in `address` never meets the database's inet.
    """
    sid = target.new_sid()
    await target.post(target.beacon(sid=sid), address=target.new_address(), **how)
    return await repeat(lambda _: target.post(target.beacon(sid=sid), address=address, **how), requests or target.limit)


async def repeat(send: Callable[[int], Awaitable[Answer]], times: int) -> list[Answer]:
    """Send `times` requests, ten at a time, and give the answers; `send` is told the number, from 0."""
    answers: list[Answer] = []
    for first in range(0, times, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, times))
        answers += await asyncio.gather(*(send(number) for number in numbers))
    return answers


async def one_more(target: Target, address: str | None, **how: Any) -> Answer:
    """Send one valid beacon from this client."""
    return await target.post(target.beacon(), address=address, **how)


@asynccontextmanager
async def over_the_limit(target: Target) -> AsyncIterator[str]:
    """Give the address of a client with nothing left; past its window's trusted time nobody knows what was seen.

    Checks share such a client while it is young: a refused request takes nothing from anybody. How many requests pass
    before is for the clauses that count them, each on a client of its own.
    """
    client = await _exhausted(target)
    try:
        yield client.address
    finally:
        _trusted(client.began)


async def limited(target: Target) -> Answer:
    """Give the answer to a request of a client with nothing left."""
    async with over_the_limit(target) as address:
        return await one_more(target, address)


@dataclass(frozen=True)
class _Exhausted:
    address: str
    began: float


# For each run (its loop) and endpoint the client that was exhausted last, or is being exhausted.
_Shared = dict[str, tuple[float, asyncio.Task[_Exhausted]]]
_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, _Shared] = WeakKeyDictionary()


async def _exhausted(target: Target) -> _Exhausted:
    loop = asyncio.get_running_loop()
    shared = _shared.setdefault(loop, {})
    began, task = shared.get(target.endpoint, (0.0, None))
    if task is None or loop.time() - began > YOUNG_S or (task.done() and task.exception()):
        began, task = loop.time(), loop.create_task(_exhaust(target))
        shared[target.endpoint] = began, task
    # Shielded: a check that gives up must not take the client away from the others.
    return await asyncio.shield(task)


async def _exhaust(target: Target) -> _Exhausted:
    client = _Exhausted(target.new_address(), asyncio.get_running_loop().time())
    await use_up(target, client.address)
    return client

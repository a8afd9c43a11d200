"""One client's window of the rate limit, used up (blueprint 3.1: 100 requests in 60 s).

Decides how 100 requests are sent: valid beacons of one session, so that a build which does not count bad requests
breaks only the clause that says so; one after the other, so that a limiter which two requests can race through breaks
only the clause that says so, unless the target is too slow for that. No check uses a client of another's: what a wrong
limiter makes of one would depend on who came first.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from simulator.judge.check import WindowStraddled
from simulator.judge.expect import deviates
from simulator.judge.speed import TRUSTED_S

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

LIMIT = 100
WINDOW_MS = 60_000
# Real time a check may take that uses a window up, or several.
PATIENCE_S = 120
TOO_MANY = 429


@asynccontextmanager
async def one_window(trusted_s: float = TRUSTED_S) -> AsyncIterator[None]:
    """Say that nobody knows, whatever was seen, if what is done inside takes too long for one window."""
    deadline = asyncio.timeout(trusted_s)
    try:
        async with deadline:
            yield
    except Exception as error:
        if deadline.expired():
            raise WindowStraddled(f"expected the requests to fit into {trusted_s:g} s; they took longer") from error
        raise


async def use_up(target: Target, address: str | None, *, requests: int | None = None, **how: Any) -> list[Answer]:
    """Send `requests` valid beacons (as many as the target's record allows) from one client.

    They are page views of a session that another client opened: what is in `address` never meets the database's inet.
    """
    sid, times = target.new_sid(), requests or target.limit
    await target.post(target.beacon(sid=sid), address=target.new_address(), **how)
    return await repeat(
        lambda _: target.post(target.beacon(sid=sid), address=address, **how),
        times,
        target.at_once(max(times, target.limit)),
    )


async def repeat(send: Callable[[int], Awaitable[Answer]], times: int, at_once: int = 1) -> list[Answer]:
    """Send `times` requests, so many `at_once`, and give the answers; `send` is told the number, from 0."""
    answers: list[Answer] = []
    for first in range(0, times, at_once):
        numbers = range(first, min(first + at_once, times))
        answers += await asyncio.gather(*(send(number) for number in numbers))
    return answers


async def one_more(target: Target, address: str | None, **how: Any) -> Answer:
    """Send one valid beacon from this client."""
    return await target.post(target.beacon(), address=address, **how)


@asynccontextmanager
async def over_the_limit(target: Target) -> AsyncIterator[str]:
    """Give the address of a fresh client that was refused; past its window's trusted time nobody knows what was seen.

    How many requests pass before is for the clauses that count them; that none is ever refused breaks every clause that
    says what a refusal is.
    """
    address = target.new_address()
    async with one_window():
        await exhausted(target, address)
        yield address


async def limited(target: Target) -> Answer:
    """Give the answer to a request of a client with nothing left."""
    async with over_the_limit(target) as address:
        return await one_more(target, address)


async def exhausted(target: Target, address: str) -> None:
    """Let this client ask until it is refused, at most for twice its limit."""
    sent = await use_up(target, address)
    while all(answer.status != TOO_MANY for answer in sent):
        if len(sent) >= 2 * target.limit:
            deviates(f"answers to {len(sent)} requests of one client", "a 429 among them", "none")
        sent.append(await one_more(target, address))

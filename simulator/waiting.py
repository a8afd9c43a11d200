"""Waiting for something to become true, with a deadline. The only place where the harness lets time pass.

It knows nothing of what is waited for. It never answers "no" silently: past the deadline it raises what it saw last.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Seen = TypeVar("Seen")
# How long a probe that said no is left alone. A probe is cheap, or it long-polls by itself.
PAUSE_S = 0.01


class NeverHappened(Exception):
    """The deadline passed; `last_seen` is what the last finished probe gave (None before the first)."""

    def __init__(self, deadline_s: float, last_seen: object) -> None:
        super().__init__(f"not within {deadline_s:g} s; last seen: {last_seen!r}")
        self.last_seen = last_seen


async def wait_until(
    probe: Callable[[], Awaitable[Seen] | Seen],
    deadline_s: float,
    until: Callable[[Seen], object] = bool,
    pause_s: float = PAUSE_S,
) -> Seen:
    """Ask `probe` (plain or async) until `until(what it gave)` is true, and give that back.

    Raises `NeverHappened` with the last thing seen once `deadline_s` seconds have passed, also in mid-probe.
    What the probe raises is passed on.
    """
    last: Seen | None = None
    deadline = asyncio.timeout(deadline_s)
    try:
        async with deadline:
            while True:
                given = probe()
                last = await given if inspect.isawaitable(given) else given
                if until(last):
                    return last
                await _pause(pause_s)
    except TimeoutError:
        if deadline.expired():
            raise NeverHappened(deadline_s, last) from None
        raise


async def _pause(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    timer = loop.call_later(seconds, _release, over)
    try:
        await over
    finally:
        timer.cancel()


def _release(over: asyncio.Future[None]) -> None:
    if not over.done():  # the one who waited may have been cancelled in the same turn
        over.set_result(None)

"""Staying below a target's limit where it cannot tell our clients apart. It knows no HTTP."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from simulator.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

# A little less than the limit, and a little longer than the window: others may be counted with us.
MARGIN = 5
MARGIN_S = 1.0


class Pace:
    """Lets at most `limit` less a margin pass in any `window_s` seconds; the others wait for their turn."""

    def __init__(self, limit: int, window_s: float, now_s: Callable[[], float]) -> None:
        self._most = max(1, limit - MARGIN)
        self._window_s = window_s + MARGIN_S
        self._now_s = now_s
        self._passed: deque[float] = deque()
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more may go. In order of asking."""
        async with self._turn:
            await wait_until(self._free, self._window_s + MARGIN_S, pause_s=0.05)
            self._passed.append(self._now_s())

    def _free(self) -> bool:
        while self._passed and self._now_s() - self._passed[0] > self._window_s:
            self._passed.popleft()
        return len(self._passed) < self._most

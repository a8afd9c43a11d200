"""Staying below a target's limit where it cannot tell our clients apart. It knows no HTTP.

Unless somebody asked for it (`--slow`), nobody waits for ever: after a few windows the rest is not observable.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from simulator.judge.check import NotObservable
from simulator.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

# A little less than the limit, and a little longer than the window: others may be counted with us.
MARGIN = 5
MARGIN_S = 1.0


# Windows that are waited for unless asked to be slow: about a minute and a half.
WINDOWS_MAX = 2


class Pace:
    """Lets at most `limit` less a margin pass in any `window_s` seconds; the others wait for their turn.

    With `windows_max`, only so many windows' worth of requests pass at all. `passed`: how many have gone before.
    """

    def __init__(
        self,
        limit: int,
        window_s: float,
        now_s: Callable[[], float],
        *,
        windows_max: int | None = None,
        passed: int = 0,
    ) -> None:
        self._most = max(1, limit - MARGIN)
        self._window_s = window_s + MARGIN_S
        self._now_s = now_s
        self._passed: deque[float] = deque([now_s()] * min(passed, self._most))
        self._left = None if windows_max is None else max(0, windows_max * self._most - passed)
        self._why = f"this target takes the whole run for one client, with {limit} requests in {window_s:g} s"
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more may go, in order of asking; `NotObservable` where no more are waited for."""
        if self._left == 0:
            raise NotObservable(f"{self._why}: --slow judges the rest at that pace", "clients")
        if self._left is not None:
            self._left -= 1
        async with self._turn:
            await wait_until(self._free, self._window_s + MARGIN_S, pause_s=0.05)
            self._passed.append(self._now_s())

    def _free(self) -> bool:
        while self._passed and self._now_s() - self._passed[0] > self._window_s:
            self._passed.popleft()
        return len(self._passed) < self._most

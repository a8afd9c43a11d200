"""What happens when, off the page: answers on their way, statements, delays. One heap, in microseconds.

It decides only the order: by time, then by who asked first. It knows nothing of what happens, and no page's clock.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENTS_MAX: Final = 2_000_000


class Timeline:
    """Things to come. `now_us` counts from the beginning."""

    def __init__(self) -> None:
        self.now_us = 0
        self._heap: list[tuple[int, int, Callable[[], object]]] = []
        self._asked = 0

    def after(self, delay_us: int, what: Callable[[], object]) -> None:
        """Let something happen this much later."""
        self._asked += 1
        heapq.heappush(self._heap, (self.now_us + delay_us, self._asked, what))

    def advance(self) -> bool:
        """Let the next thing happen; False where nothing is to come."""
        if not self._heap:
            return False
        self.now_us, _, what = heapq.heappop(self._heap)
        what()
        return True

    def run(self, until: Callable[[], bool] | None = None) -> None:
        """Let things happen until nothing is to come, or something is true."""
        for _ in range(MOMENTS_MAX):
            if (until and until()) or not self.advance():
                return
        raise RuntimeError(f"expected an end within {MOMENTS_MAX} moments; a page that never rests came")

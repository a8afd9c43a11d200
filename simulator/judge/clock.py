"""The gateway's clock, where the target has controls. Nothing else is moved by it.

A `Timeline` is one sentence for both worlds: with controls time is moved, without them it is waited for.
It must not know what a window or a month is.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from simulator.judge.wire import Wire, encode_body
from simulator.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/__controls/clock"


class GatewayClock:
    """Moves and reads one gateway's clock. All times are milliseconds, epoch ones in UTC."""

    def __init__(self, wire: Wire, moved: Callable[[dict[str, int]], None] = lambda _state: None) -> None:
        self._wire = wire
        self._moved = moved

    def told_to(self, moved: Callable[[dict[str, int]], None]) -> GatewayClock:
        """Give the same clock, whose moves `moved` is told of."""
        return GatewayClock(self._wire, moved)

    async def now_ms(self) -> int:
        """Read what the gateway takes for now."""
        return int((await self._state())["now_ms"])

    async def advance(self, ms: int) -> None:
        """Move the clock on by `ms` (back, if negative); a frozen one stays frozen at the later time."""
        state = await self._state()
        if state["frozen"]:
            await self._set({"now_ms": state["now_ms"] + ms})
        else:
            await self._set({"offset_ms": state["offset_ms"] + ms})

    async def freeze(self, now_ms: int) -> None:
        """Stop the clock at a time."""
        await self._set({"now_ms": now_ms})

    async def release(self) -> None:
        """Give the gateway its real time back."""
        await self._set({"offset_ms": 0})

    async def _state(self) -> dict[str, Any]:
        answer = await self._wire.send("GET", self._wire.base + PATH, [])
        return answer.json()

    async def _set(self, state: dict[str, int]) -> None:
        body = encode_body(state)
        answer = await self._wire.send("POST", self._wire.base + PATH, [("Content-Type", "application/json")], body)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{PATH} answered {answer.status} to {state}: {answer.text[:200]}")
        self._moved(state)


class Timeline(Protocol):
    """Time as one check sees it, from a start that may be chosen anew; `start_ms` is of the epoch, UTC."""

    start_ms: int

    async def at(self, offset_ms: int) -> None:
        """Let it be this long after the start."""

    async def restart(self, offset_ms: int) -> None:
        """Let it be this long after the start, and start anew there."""

    def passed_ms(self) -> int:
        """How long the start is ago: exactly where time is moved, at most this where it is waited for."""


class MovedTime:
    """A timeline on a clock that stands still between its moves, so that the millisecond of each request is known."""

    def __init__(self, clock: GatewayClock, start_ms: int) -> None:
        self._clock = clock
        self._now_ms = start_ms
        self.start_ms = start_ms

    async def at(self, offset_ms: int) -> None:
        """See Timeline."""
        self._now_ms = self.start_ms + offset_ms
        await self._clock.freeze(self._now_ms)

    def passed_ms(self) -> int:
        """See Timeline."""
        return self._now_ms - self.start_ms

    async def restart(self, offset_ms: int) -> None:
        """See Timeline."""
        await self.at(offset_ms)
        self.start_ms += offset_ms


class WaitedTime:
    """A timeline on a target without controls: real time, which nobody but the target can hurry."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self.start_ms = now_ms()

    def passed_ms(self) -> int:
        """See Timeline."""
        return self._now_ms() - self.start_ms

    async def at(self, offset_ms: int) -> None:
        """See Timeline."""
        left_ms = self.start_ms + offset_ms - self._now_ms()
        if left_ms > 0:
            await wait_until(lambda: self._now_ms() >= self.start_ms + offset_ms, left_ms / 1000 + 10)

    async def restart(self, offset_ms: int) -> None:
        """See Timeline."""
        await self.at(offset_ms)
        self.start_ms += offset_ms

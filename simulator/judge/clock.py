"""The gateway's clock, where the target has controls (contract.md, *Platforms*). Nothing else is moved by it.

It must not know what a window or a month is.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from simulator.judge.wire import Wire, encode_body

PATH = "/__controls/clock"


class GatewayClock:
    """Moves and reads one gateway's clock. All times are milliseconds, epoch ones in UTC."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

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

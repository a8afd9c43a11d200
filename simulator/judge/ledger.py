"""What the gateway itself has seen, where the target has controls: every request in the order of arrival.

It judges nothing; browser scenarios, load and chaos read it as well as checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.judge.wire import Wire

PATH = "/__controls/ledger"


class Ledger:
    """Reads one gateway's ledger. A record is a dict."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def after(self, number: int, wait_ms: int = 0) -> list[dict[str, Any]]:
        """Give the records numbered above `number`; without any, the gateway waits up to `wait_ms` for one."""
        url = f"{self._wire.base}{PATH}?after={number}&wait_ms={wait_ms}"
        return (await self._wire.send("GET", url, [])).json()["records"]

    async def last(self) -> int:
        """Give the number of the newest record (0 before the first)."""
        return (await self._wire.send("GET", f"{self._wire.base}{PATH}?after=0&wait_ms=0", [])).json()["last"]

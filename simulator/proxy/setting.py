"""What every connection of a proxy is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from simulator.proxy.limits import Limits
    from simulator.proxy.peer import Pause, Peer
    from simulator.proxy.records import Recorder
    from simulator.proxy.rules import RuleBook


@dataclass(frozen=True)
class Setting:
    """The rules, the records, the clockwork, the headers and paths requests get, and the way to the upstream."""

    book: RuleBook
    recorder: Recorder
    limits: Limits
    pause: Pause
    call_upstream: Callable[[], Awaitable[Peer]]
    headers: Mapping[str, str]
    paths: Mapping[str, str]

    async def pause_ms(self, milliseconds: int) -> None:
        """Let a delay pass; none takes no turn of the loop."""
        if milliseconds:
            await self.pause(milliseconds / 1000)

"""Two ends that live and die together: the client and, once it was called, the upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.proxy.peer import Peer
    from simulator.proxy.records import Record
    from simulator.proxy.setting import Setting


class Pair:
    """What every proxied connection is, whatever it carries."""

    def __init__(self, client: Peer, setting: Setting) -> None:
        self.client = client
        self.upstream: Peer | None = None
        self.setting = setting
        self._killed_by = ""

    async def run(self) -> None:
        """End the pair. Subclasses carry bytes before that."""
        await self.part()

    def ends(self) -> tuple[Peer, ...]:
        """Give the ends that exist."""
        return (self.client, self.upstream) if self.upstream else (self.client,)

    def kill(self, cause: str) -> None:
        """Reset both ends; `cause` goes into the record. Whoever calls this cancels the connection's task."""
        self._killed_by = cause
        for end in self.ends():
            end.reset()

    async def reach_upstream(self) -> Peer:
        """Connect to the upstream unless that was done. OSError when nobody is there."""
        if self.upstream is None:
            self.upstream = await self.setting.call_upstream()
        return self.upstream

    def close_record(self, record: Record, ended: str) -> None:
        """Finish a record; a kill outranks whatever else ended it."""
        if self._killed_by == "cut" and not record.fault:
            record.fault = "cut"
        self.setting.recorder.finish(record, self._killed_by or ended)

    async def part(self) -> None:
        """End both connections as they ended by themselves, and return when the sockets are gone."""
        broken = any(end.was_reset for end in self.ends())
        for end in self.ends():
            (end.reset if broken else end.close)()
        for end in self.ends():
            await end.lost()

"""One connection carried as it is, whatever it speaks (Postgres between gateway and database).

Rules strike the connection, and new rules strike it anew: a pool's old connections feel a fault as new ones do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.proxy.faults import Delay, Hang, Pass, Slow
from simulator.proxy.pair import Pair
from simulator.proxy.peer import both, pump, race, slowly

if TYPE_CHECKING:
    from simulator.proxy.faults import Fault
    from simulator.proxy.peer import Peer
    from simulator.proxy.setting import Setting


class RawConnection(Pair):
    """A client's connection and its twin to the upstream, which is called unless the connection hangs."""

    def __init__(self, number: int, client: Peer, setting: Setting) -> None:
        super().__init__(client, setting)
        self.record = setting.recorder.arrive(number)
        self._generation = -1
        self._fault: Fault = Pass()

    async def run(self) -> None:
        """Carry bytes until both ends are done."""
        ended = "proxy closed"
        try:
            ended = await self._carry()
        except OSError:
            ended = "upstream unreachable"
            self.client.reset()
        finally:
            self.close_record(self.record, ended)
            await self.part()

    async def _carry(self) -> str:
        await self._while_hanging()
        if self.client.ended and not self.client.buffer:
            return "client left"
        upstream = await self.reach_upstream()
        self.record.upstream_got = True
        there = pump(self.client, self._to_upstream, upstream)
        await both(there, pump(upstream, self._to_client, self.client))
        return "reset" if any(end.was_reset for end in self.ends()) else "closed"

    async def _while_hanging(self) -> None:
        while isinstance(self._current(), Hang) and not self.client.ended:
            changed = self.setting.book.changed(self._generation)
            await race(changed, self.client.until_ended(self.setting.limits.held_bytes_max))

    def _current(self) -> Fault:
        book = self.setting.book
        if self._generation != book.generation:
            self._generation = book.generation
            rule = book.decide_connection()
            self._fault = rule.fault if rule else Pass()
            self.record.fault = rule.name if rule else self.record.fault
        return self._fault

    async def _to_upstream(self, data: bytes) -> None:
        self.record.bytes_in += len(data)
        await self._shaped(self.upstream, data)
        self.record.bytes_upstream += len(data)

    async def _to_client(self, data: bytes) -> None:
        await self._shaped(self.client, data)
        self.record.bytes_out += len(data)

    async def _shaped(self, end: Peer, data: bytes) -> None:
        """Send as the fault in force lets it: held, late, slowly or at once."""
        while isinstance(fault := self._current(), Hang):
            await self.setting.book.changed(self._generation)
        if isinstance(fault, Delay):
            await self.setting.pause_ms(fault.answer_ms if end is self.client else fault.request_ms)
        rate = fault.bytes_per_second if isinstance(fault, Slow) else 0
        send = slowly(end.send, rate, self.setting.pause) if rate else end.send
        await send(data)

"""What happened to every request, as plain records, and waiting for them.

It knows nothing of sockets or rules; the connections write here. Without a clock the times are None.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.proxy.framing import RequestHead
    from simulator.proxy.limits import Limits


@dataclass(slots=True)
class Record:
    """One request (raw: one connection). Its connection writes it until `ended` is set, nobody afterwards.

    `number` counts arrivals and `connection` connections, from 1. Bytes are as they travelled, heads included;
    bodies are payload without chunking, cut at `Limits.record_body_bytes_max`. `fault` is the name of the rule that
    struck, or `cut`. `upstream_got`: every byte of the request was handed to the upstream's socket (`upstream_status`
    is the proof that it was read). `client_got`: every byte of the answer was handed to the client's socket, which
    had not broken; `client_left` says that its end came first, so it may have listened no more.
    `ended`: `answered`, `reset`, `closed`, `tunnelled`, `refused`, `client left`, `upstream left`,
    `upstream unreachable`, `cut`, `proxy closed`.
    """

    number: int
    connection: int
    method: str = ""
    path: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    bytes_in: int = 0
    bytes_upstream: int = 0
    bytes_out: int = 0
    fault: str = ""
    upstream_got: bool = False
    upstream_status: int | None = None
    status: int | None = None
    answer_headers: tuple[tuple[str, str], ...] = ()
    answer_body: bytes = b""
    client_got: bool = False
    client_left: bool = False
    arrived_ms: float | None = None
    ended_ms: float | None = None
    ended: str = ""

    def plain(self) -> dict[str, Any]:
        """Give values that JSON can carry; bodies as text in which a byte that is no UTF-8 is a lone surrogate."""
        bodies = {name: getattr(self, name).decode("utf-8", "surrogateescape") for name in ("body", "answer_body")}
        return {**asdict(self), **bodies}


@dataclass
class Recorder:
    """All records of one proxy, in arrival order, the oldest finished ones forgotten past the limits."""

    limits: Limits
    clock_ms: Callable[[], float] | None = None
    on_record: Callable[[Record], None] | None = None
    arrived: int = 0
    finished: int = 0
    _under_way: dict[int, Record] = field(default_factory=dict)
    _over: deque[Record] = field(default_factory=deque)
    _body_bytes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def arrive(self, connection: int, head: RequestHead | None = None) -> Record:
        """Open the record of a request whose head was read, or of a connection that has none."""
        self.arrived += 1
        record = Record(self.arrived, connection, arrived_ms=self._now())
        if head is not None:
            record.method, record.path, record.headers = head.method, head.path, head.headers
        self._under_way[record.number] = record
        self._announce()
        return record

    def finish(self, record: Record, ended: str) -> None:
        """Close a record; the first ending stands."""
        if record.ended:
            return
        record.ended, record.ended_ms = ended, self._now()
        self._over.append(self._under_way.pop(record.number))
        self.finished += 1
        self._body_bytes += len(record.body) + len(record.answer_body)
        self._forget()
        if self.on_record:
            self.on_record(record)
        self._announce()

    def keep(self, kept: bytes, more: bytes) -> bytes:
        """Add payload to a record's body, as far as the limit goes."""
        room = self.limits.record_body_bytes_max - len(kept)
        return kept + more[:room] if room > 0 else kept

    def records(self) -> tuple[Record, ...]:
        """Give what is remembered, requests under way included."""
        return tuple(sorted((*self._over, *self._under_way.values()), key=lambda record: record.number))

    async def wait_for(self, count: int, deadline_s: float, *, finished: bool) -> tuple[Record, ...]:
        """Return the records once `count` requests have arrived (or are over). TimeoutError says how many had."""
        try:
            async with asyncio.timeout(deadline_s):
                while (self.finished if finished else self.arrived) < count:
                    await self._changed.wait()
        except TimeoutError:
            seen = f"{self.arrived} arrived, {self.finished} over"
            wanted = f"{count} requests {'over' if finished else 'arrived'}"
            raise TimeoutError(f"expected {wanted} within {deadline_s} s, came: {seen}") from None
        return self.records()

    def _forget(self) -> None:
        limits = self.limits
        while len(self._over) > limits.records_max or self._body_bytes > limits.records_bytes_max:
            oldest = self._over.popleft()
            self._body_bytes -= len(oldest.body) + len(oldest.answer_body)

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _now(self) -> float | None:
        return self.clock_ms() if self.clock_ms else None

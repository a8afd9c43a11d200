"""One HTTP connection through the proxy: requests one after another, each passed on or struck.

This file moves messages; which fault strikes is `rules.py`, what it does is `strikes.py`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from simulator.proxy.faults import Pass
from simulator.proxy.framing import STATUS_SWITCHING, answer_body, read_answer, read_request, request_body
from simulator.proxy.pair import Pair
from simulator.proxy.peer import both, pass_on_end, pump, race, stop
from simulator.proxy.strikes import strike

if TYPE_CHECKING:
    from simulator.proxy.faults import Rule
    from simulator.proxy.framing import AnswerHead, Body, Piece, RequestHead
    from simulator.proxy.peer import Peer, Sink
    from simulator.proxy.records import Record
    from simulator.proxy.setting import Setting


class Connection(Pair):
    """A client's HTTP connection. `head` and `record` are those of the request under way."""

    head: RequestHead
    record: Record
    _body: Body
    _early: list[Piece]

    def __init__(self, number: int, client: Peer, setting: Setting) -> None:
        super().__init__(client, setting)
        self._number = number
        self._carried = 0

    async def run(self) -> None:
        """Carry requests until an end leaves or a fault ends it."""
        try:
            while (head := await self._next_head()) is not None and await self._exchange(head):
                self._carried += 1
        except OSError:
            pass  # an end broke while nothing was under way: no request to report
        finally:
            await self.part()

    async def _next_head(self) -> RequestHead | None:
        while (raw := self.client.take_head(self.setting.limits.head_bytes_max)) is None:
            if self.client.ended:
                return None
            await race(*(end.fill() for end in self.ends()))
            if self.upstream and self.upstream.buffer:  # nobody asked, but a wire passes it on
                await self.client.send(self.upstream.take_all())
            if self.upstream and self.upstream.ended:
                return None
        return read_request(raw)

    async def _exchange(self, head: RequestHead) -> bool:
        """Carry one request. True when another may follow on this connection."""
        self.head, self.record = head, self.setting.recorder.arrive(self._number, head)
        self.record.bytes_in = len(head.raw)
        self._body, self._early = request_body(head), []
        ended = "proxy closed"
        try:
            ended = await self._decide_and_strike()
        except OSError:
            ended = self._blame()
        finally:
            self.close_record(self.record, ended)
        # An answer given before the request was over leaves us in the middle of a body: no head can follow.
        return ended == "answered" and self._body.done and not head.closes

    async def _decide_and_strike(self) -> str:
        rule = await self._decide()
        self.record.fault = rule.name if rule else ""
        return await strike(self, rule.fault if rule else Pass())

    async def _decide(self) -> Rule | None:
        book, reused = self.setting.book, self._carried > 0
        body = await self._read_early() if book.wants_body(self.head, reused=reused) else b""
        return book.decide_request(self.head, body, reused=reused)

    async def _read_early(self) -> bytes:
        body = bytearray()
        while len(body) < self.setting.limits.matched_body_bytes_max and (piece := await self._read_piece()):
            self._early.append(piece)
            body += piece.payload
        return bytes(body)

    async def _read_piece(self) -> Piece | None:
        piece = await self.client.take_piece(self._body)
        if piece:
            self.record.bytes_in += len(piece.raw)
            self.record.body = self.setting.recorder.keep(self.record.body, piece.payload)
        return piece

    async def read_request(self, to_head: Sink, to_body: Sink) -> bool:
        """Give the request's bytes to the sinks. False when the client left in the middle of it."""
        await to_head(self.head.given(self.setting.headers, self.setting.paths))
        while piece := self._early.pop(0) if self._early else await self._read_piece():
            await to_body(piece.raw)
        whole = _is_whole(self._body, self.client)
        self.record.client_left = not whole
        return whole

    async def send_request(self, to_upstream: Sink | None = None) -> bool:
        """Give the whole request to the upstream. False when the client left in the middle of it."""
        await self.reach_upstream()
        send = to_upstream or self.to_upstream
        self.record.upstream_got = await self.read_request(send, send)
        return self.record.upstream_got

    async def read_answer(self, to_head: Sink, to_body: Sink) -> bool:
        """Give the answer's bytes, interim ones included, to the sinks. False when the upstream left before its end."""
        head = await self._answer_head()
        while head and head.interim:
            await to_head(head.raw)
            head = await self._answer_head()
        if head is None:
            return False
        self.record.upstream_status, self.record.answer_headers = head.status, head.headers
        await to_head(head.raw)
        body = answer_body(head, self.head.method)
        while piece := await self.upstream.take_piece(body):
            self.record.answer_body = self.setting.recorder.keep(self.record.answer_body, piece.payload)
            await to_body(piece.raw)
        return _is_whole(body, self.upstream)

    async def _answer_head(self) -> AnswerHead | None:
        raw = await self.upstream.head(self.setting.limits.head_bytes_max)
        return None if raw is None else read_answer(raw)

    async def relay(
        self, to_upstream: Sink | None = None, to_client: Sink | None = None, body_to_client: Sink | None = None
    ) -> str:
        """Pass request and answer, both at once, through the given sinks; say how it ended."""
        await self.reach_upstream()
        sending = asyncio.ensure_future(self.send_request(to_upstream))
        watching = asyncio.ensure_future(self._pass_on_end(sending))
        to_client = to_client or self.to_client
        try:
            self.record.client_got = await self.read_answer(to_client, body_to_client or to_client)
            if not sending.done():  # an early answer: the rest of the request may still be wanted
                await race(asyncio.wait([sending]), self.upstream.until_ended(self.setting.limits.held_bytes_max))
        finally:
            self.record.status = self.record.upstream_status if self.record.bytes_out else None
            await stop(sending, watching)
        if self.record.client_got and self.record.status == STATUS_SWITCHING:
            return await self._tunnel()
        return "answered" if self.record.client_got else self._blame()

    async def _pass_on_end(self, sending: asyncio.Future) -> None:
        await asyncio.wait([sending])
        await self.client.until_ended(self.setting.limits.held_bytes_max)
        self.record.client_left = True
        if not self.client.buffer or self.client.was_reset:  # else another request waits to be sent
            pass_on_end(self.client, self.upstream)

    async def _tunnel(self) -> str:
        there = pump(self.client, self.to_upstream, self.upstream)
        await both(there, pump(self.upstream, self.to_client, self.client))
        return "tunnelled"

    async def to_upstream(self, data: bytes) -> None:
        """Send to the upstream, and count."""
        await self.upstream.send(data)
        self.record.bytes_upstream += len(data)

    async def to_client(self, data: bytes) -> None:
        """Send to the client, and count."""
        await self.client.send(data)
        self.record.bytes_out += len(data)

    async def client_gone(self) -> None:
        """Return once the client has given up; what it still says is not heard."""
        while not self.client.ended:
            self.client.buffer.clear()
            await self.client.fill()
        self.record.client_left = True

    def _blame(self) -> str:
        """Say which end left, and where the upstream never answered the call, show it to the client."""
        if self.upstream is None:
            self.client.reset()
            return "upstream unreachable"
        return "client left" if self.client.was_reset or not _is_whole(self._body, self.client) else "upstream left"


def _is_whole(body: Body, sender: Peer) -> bool:
    return body.done or (body.until_close and sender.ended and not sender.was_reset)

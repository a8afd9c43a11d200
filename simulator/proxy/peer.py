"""One end of a proxied connection: bytes read ahead, bytes written, and how it ends.

It knows sockets and the shape of a message, but neither rules nor the other end.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import TYPE_CHECKING

from simulator.proxy.framing import head_length

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    from simulator.proxy.framing import Body, Piece

    Pause = Callable[[float], Awaitable[None]]
    Sink = Callable[[bytes], Awaitable[None]]

READ_BYTES = 65_536
# A slow line moves in steps of a twentieth of a second: fine enough to look like a stream, coarse enough to be cheap.
STEPS_PER_SECOND = 20
LINGER_NOT = struct.pack("ii", 1, 0)  # close() then sends RST

Upstream = tuple[str, int] | str
# How TLS is spoken to an upstream: whom we believe, and the name that its certificate must bear.
Secure = tuple["ssl.SSLContext", str]
# A peer that does not say goodbye is left.
GOODBYE_S = 1.0


class PatientReader(asyncio.StreamReader):
    """A stream whose reset comes after the bytes that came before it, as in the kernel; asyncio's own drops those."""

    was_reset = False

    def set_exception(self, exc: BaseException) -> None:
        """Take the connection's failure for its end, and remember that it was one."""
        self.was_reset = isinstance(exc, Exception)
        self.feed_eof()


class Peer:
    """One end. `buffer` holds what was read and not yet taken; `ended` says that nothing more will come."""

    def __init__(self, reader: PatientReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        # drain() then returns when the kernel has every byte, which is what "sent" means in a record. Where TLS is
        # spoken asyncio takes an empty buffer for one that is full at 0, and drain() would not return at all.
        secure = writer.get_extra_info("ssl_object") is not None
        writer.transport.set_write_buffer_limits(high=1 if secure else 0, low=0)
        self.buffer = bytearray()
        self.ended = False

    @property
    def was_reset(self) -> bool:
        """Whether this end broke instead of closing."""
        return self._reader.was_reset

    async def fill(self) -> bool:
        """Read once; False when this end has sent its last byte. Cancelling it loses nothing."""
        data = await self._reader.read(READ_BYTES)
        self.buffer += data
        self.ended = not data
        return not self.ended

    async def until_ended(self, held_bytes_max: int) -> None:
        """Return once this end has sent its last byte; past `held_bytes_max` unread bytes, once it is lost."""
        while not self.ended and len(self.buffer) < held_bytes_max:
            await self.fill()
        if not self.ended:
            await self.lost()

    def take_all(self) -> bytes:
        """Take what was read ahead."""
        data = bytes(self.buffer)
        self.buffer.clear()
        return data

    async def head(self, bytes_max: int) -> bytes | None:
        """Read a head as `take_head` gives it; None when this end left before one began."""
        while (raw := self.take_head(bytes_max)) is None and not self.ended:
            await self.fill()
        return raw

    def take_head(self, bytes_max: int) -> bytes | None:
        """Take a head that is complete, or what is no head (too long, or ended within it); None: more must come."""
        length = head_length(self.buffer)
        if length is None and len(self.buffer) < bytes_max and not (self.ended and self.buffer):
            return None
        raw = bytes(self.buffer[:length])
        del self.buffer[: len(raw)]
        return raw

    async def take_piece(self, body: Body) -> Piece | None:
        """Take the next bytes of a body; None when it is over or this end left in the middle of it."""
        while not body.done:
            piece = body.take(self.buffer)
            if piece.raw:
                return piece
            if self.ended or not await self.fill():
                return None
        return None

    async def send(self, data: bytes) -> None:
        """Write, and return when the kernel has taken it. ConnectionError when this end is gone."""
        self._writer.write(data)
        await self._writer.drain()

    def finish_sending(self) -> None:
        """Tell this end that nothing more will come; it may still send, unless it speaks TLS, which ends as a whole."""
        with contextlib.suppress(OSError, RuntimeError):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            else:
                self._writer.close()

    def reset(self) -> None:
        """Break the connection at once: the other side sees a reset (on a unix socket, an end)."""
        sock = self._writer.get_extra_info("socket")
        if sock is not None and sock.family != socket.AF_UNIX and not self._writer.is_closing():
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self._writer.transport.abort()

    def close(self) -> None:
        """End the connection in good order."""
        self._writer.close()

    async def lost(self) -> None:
        """Return once the connection is really gone."""
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


def slowly(send: Sink, bytes_per_second: int, pause: Pause) -> Sink:
    """Give a sink that takes no more than so many bytes a second."""
    step = max(1, bytes_per_second // STEPS_PER_SECOND)

    async def send_in_steps(data: bytes) -> None:
        for start in range(0, len(data), step):
            part = data[start : start + step]
            await pause(len(part) / bytes_per_second)
            await send(part)

    return send_in_steps


def after(send: Sink, wait: Callable[[], Awaitable[None]]) -> Sink:
    """Give a sink that waits before its first bytes."""
    waits = [wait]

    async def send_after_wait(data: bytes) -> None:
        if waits:
            await waits.pop()()
        await send(data)

    return send_after_wait


class Enough(Exception):
    """A sink has taken all it wants."""


def at_most(send: Sink, bytes_max: int) -> Sink:
    """Give a sink that passes so many bytes and raises `Enough` at the next."""
    left = bytes_max

    async def send_until_enough(data: bytes) -> None:
        nonlocal left
        passed = data[:left]
        left -= len(passed)
        if passed:
            await send(passed)
        if len(passed) < len(data):
            raise Enough

    return send_until_enough


async def discard(data: bytes) -> None:
    """Take bytes and do nothing with them."""


async def pump(source: Peer, send: Sink, sink: Peer) -> None:
    """Carry everything from one end to the other, its end or reset included."""
    while source.buffer or await source.fill():
        await send(source.take_all())
    pass_on_end(source, sink)


def pass_on_end(source: Peer, sink: Peer) -> None:
    """Do to one end what the other did: reset or finish."""
    if source.was_reset:
        sink.reset()
    else:
        sink.finish_sending()


async def race(*contestants: Awaitable[object]) -> None:
    """Return when the first of these is over; the others are cancelled."""
    await _together(asyncio.FIRST_COMPLETED, *contestants)


async def both(*contestants: Awaitable[object]) -> None:
    """Return when all of these are over or an end broke under one."""
    await _together(asyncio.FIRST_EXCEPTION, *contestants)


async def _together(until: str, *contestants: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(contestant) for contestant in contestants]
    try:
        await asyncio.wait(tasks, return_when=until)
    finally:
        await stop(*tasks)


async def stop(*tasks: asyncio.Future) -> None:
    """Cancel tasks and wait until they are gone. A broken end is no news here; any other exception is raised."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
            raise outcome


async def call(upstream: Upstream, connect_s_max: float, secure: Secure | None = None) -> Peer:
    """Connect to `(host, port)` or to a unix socket's path. OSError (TimeoutError too) when nobody is there.

    A certificate that is not believed is an OSError as well.
    """
    loop = asyncio.get_running_loop()
    reader = PatientReader(limit=READ_BYTES)
    protocol = asyncio.StreamReaderProtocol(reader)
    async with asyncio.timeout(connect_s_max):
        if isinstance(upstream, str):
            transport, _ = await loop.create_unix_connection(lambda: protocol, upstream)
        elif secure:
            speaking = {"ssl": secure[0], "server_hostname": secure[1], "ssl_shutdown_timeout": GOODBYE_S}
            transport, _ = await loop.create_connection(lambda: protocol, *upstream, **speaking)
        else:
            transport, _ = await loop.create_connection(lambda: protocol, *upstream)
    return Peer(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

"""Both sides of a proxied wire: an upstream that counts what it read, and a client that sees how it ends.

Neither side uses the proxy's own framing: they read heads and bodies in their own way.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from simulator.proxy import Proxy
from simulator.waiting import wait_until

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Coroutine

    from simulator.proxy import Rule

    Handler = Callable[["Upstream", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

DEADLINE_S = 10.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
FILES = Path("/proc/self/fd")
RESET, END = "reset", "end"


@dataclass
class Upstream:
    """A server that remembers every byte. `answer` is what each whole request gets; None leaves it without.

    `tls`: it speaks so.
    """

    answer: bytes | None = OK
    path: str = ""
    tls: ssl.SSLContext | None = None
    handler: Handler | None = None
    heard: bytearray = field(default_factory=bytearray)
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    ends: list[str] = field(default_factory=list)
    open: set[asyncio.Task] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        if self.path:
            self.server = await asyncio.start_unix_server(self._serve, self.path, limit=2**23)
        else:
            self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**23, ssl=self.tls)
        return self

    async def __aexit__(self, *_failure: object) -> None:
        self.server.close()
        for task in self.open:
            task.cancel()
        await asyncio.gather(*self.open, return_exceptions=True)

    @property
    def address(self) -> tuple[str, int] | str:
        """Where a proxy finds it."""
        return self.path or self.server.sockets[0].getsockname()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self.open.add(task)
        self.connections += 1
        try:
            await (self.handler or Upstream.speak_http)(self, reader, writer)
        except asyncio.IncompleteReadError as gone:
            self.heard += gone.partial
            self.ends.append(END)
        except ConnectionError:
            self.ends.append(RESET)
        except asyncio.CancelledError:
            pass  # the test is over: only __aexit__ cancels
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            self.open.discard(task)

    async def speak_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer each whole request of a connection."""
        while True:
            head = await self._hear(reader.readuntil(b"\r\n\r\n"))
            body = await self._body(reader, head)
            self.requests.append((head.decode("latin-1").split("\r\n", maxsplit=1)[0], body))
            if self.answer is not None:
                writer.write(self.answer)
                await writer.drain()

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> bytes:
        if b"chunked" in head.lower():
            return await self._hear(reader.readuntil(b"0\r\n\r\n"))
        length = re.search(rb"content-length: (\d+)", head.lower())
        body = bytearray()
        while length and (left := int(length[1]) - len(body)):
            data = await self._hear(reader.read(left))
            if not data:
                raise asyncio.IncompleteReadError(b"", left)
            body += data
        return bytes(body)

    async def _hear(self, reading: Awaitable[bytes]) -> bytes:
        data = await reading
        self.heard += data
        return data


class Client:
    """A plain socket in the hands of a test."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        """Write it all."""
        self.writer.write(data)
        await self.writer.drain()

    async def ask(self, request: bytes) -> bytes:
        """Send a request and read as much as `OK` is long."""
        await self.send(request)
        return await self.hear(len(OK))

    async def hear(self, length: int) -> bytes:
        """Read so many bytes."""
        async with asyncio.timeout(DEADLINE_S):
            return await self.reader.readexactly(length)

    async def hear_end(self) -> tuple[bytes, str]:
        """Read until the other side ends, and say how it did."""
        heard = bytearray()
        try:
            async with asyncio.timeout(DEADLINE_S):
                while data := await self.reader.read(65_536):
                    heard += data
        except ConnectionResetError:
            return bytes(heard), RESET
        return bytes(heard), END

    async def is_silent(self) -> bool:
        """Whether nothing was heard and no end seen, once everybody else had the turns they wanted."""
        reading = asyncio.ensure_future(self.reader.read(1))
        for _ in range(20):
            await turn()
        silent = not reading.done()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return silent

    def reset(self) -> None:
        """Break the connection."""
        reset(self.writer)

    async def close(self) -> None:
        """Leave in good order."""
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


def reset(writer: asyncio.StreamWriter) -> None:
    linger_not = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not)
    writer.transport.abort()


@contextlib.asynccontextmanager
async def client_of(port: int):  # noqa: ANN201 - an async generator of Client
    client = Client(*await asyncio.open_connection("127.0.0.1", port, limit=2**23))
    try:
        yield client
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def wired(  # noqa: ANN201 - an async generator of all three
    *rules: Rule, answer: bytes | None = OK, handler: Handler | None = None, **levers: Any
):
    """Give an upstream, a proxy with these rules and levers before it, and a client of that."""
    async with (
        Upstream(answer, handler=handler) as upstream,
        Proxy(upstream.address, rules=rules, **levers) as proxy,
        client_of(proxy.port) as client,
    ):
        yield upstream, proxy, client


class Gate:
    """A pause that lasts until the test opens it; it remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.opened = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        """Stand in for the passing of time."""
        self.asked.append(seconds)
        await self.opened.wait()

    async def reached(self) -> None:
        """Return once somebody waits here."""
        await wait_until(lambda: self.asked, DEADLINE_S)


def post(body: bytes = b"hello", path: str = "/api/sync", headers: bytes = b"") -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s" % (path.encode(), headers, len(body), body)


async def turn() -> None:
    """Let the loop go round once, sockets included."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    loop.call_later(0.001, done.set_result, None)
    await done


async def eventually(probe: Callable[[], object]) -> None:
    await wait_until(probe, DEADLINE_S)


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a test's coroutine, and hold it to leaving no task and no open file behind."""
    files = open_files()
    asyncio.run(_run(test))
    assert open_files() <= files


async def _run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    async with asyncio.timeout(2 * DEADLINE_S):
        await test()
    assert asyncio.all_tasks() == {asyncio.current_task()}


def open_files() -> int:
    return len(list(FILES.iterdir())) if FILES.exists() else 0

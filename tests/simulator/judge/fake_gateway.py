"""A tiny HTTP server that answers as it is told and remembers the bytes it got. It knows no rule of any gateway."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


@dataclass(frozen=True)
class Got:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    peer: str

    def header(self, name: str) -> str | None:
        """Give the first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Give:
    """One answer; `close` drops the connection without any."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    close: bool = False

    def raw(self) -> bytes:
        """Give the bytes of the answer."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        head = {"Content-Length": str(len(body)), "Content-Type": "application/json", **self.headers}
        lines = [f"HTTP/1.1 {self.status} Some", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1") + body


class FakeGateway:
    """Answers every request with what `answer` gives for it."""

    def __init__(self, answer: Callable[[Got], Give]) -> None:
        self.answer = answer
        self.got: list[Got] = []
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeGateway]:
        """Listen on a free loopback port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while got := await _read(reader, writer.get_extra_info("peername")[0]):
                self.got.append(got)
                give = self.answer(got)
                if give.close:
                    break
                writer.write(give.raw())
                await writer.drain()
                if got.header("Connection") == "close":
                    break
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader, peer: str) -> Got | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    method, path, _ = first.split(" ")
    length = int(next((value for name, value in headers if name.lower() == "content-length"), "0"))
    return Got(method, path, headers, await reader.readexactly(length), peer)

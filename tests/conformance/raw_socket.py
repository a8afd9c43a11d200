"""HTTP by hand, for requests no client library would send: a body announced and never sent, or without an end.

Decides how bytes travel and how long an answer is waited for; it must not know what the answer should be.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.judge.expect import Deviation
from simulator.judge.wire import Answer, headers_of, path_of, place_of

if TYPE_CHECKING:
    import ssl

# Far beyond what any answer takes: no verdict hangs on how busy a machine is.
DEADLINE_S = 15


@dataclass(frozen=True)
class Unfinished:
    """A POST whose body is not sent to its end: `headers` as lines, `begun` the part that is sent.

    `tls`: how the certificate is checked; None: plain HTTP.
    """

    endpoint: str
    headers: tuple[tuple[str, str], ...]
    begun: bytes = b""
    tls: ssl.SSLContext | None = None

    def encoded(self) -> bytes:
        """Write the request as it travels."""
        pairs = (*headers_of(self.endpoint).items(), *self.headers)
        lines = [f"POST {path_of(self.endpoint)} HTTP/1.1", *(f"{name}: {value}" for name, value in pairs)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.begun


async def answer_to(request: Unfinished, what: str) -> Answer:
    """Send what there is and give the answer; none within its deadline, or a hang-up, deviates."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await _exchange(request)
    except TimeoutError:
        seen = f"nothing within {DEADLINE_S} s"
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        seen = f"the connection closed: {error or type(error).__name__}"
    raise Deviation(f"answer to {what}", "a status line", seen)


async def _exchange(request: Unfinished) -> Answer:
    reader, writer = await asyncio.open_connection(*place_of(request.endpoint), ssl=request.tls)
    try:
        writer.write(request.encoded())
        return await _read(reader)
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line))
    announced = next((int(value) for name, value in pairs if name.lower() == "content-length"), 0)
    return Answer(int(head[0].split()[1]), pairs, await reader.readexactly(announced))


def chunk_of(data: bytes) -> bytes:
    """Write one chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)

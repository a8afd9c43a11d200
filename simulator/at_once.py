"""Beacons that arrive together: every connection is open and every byte ready before the first one is sent.

An HTTP client prepares its requests one after the other, and a gateway may have answered the first before the last is
out: such requests race nobody. Decides how bytes travel; it must not know what should be answered.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.judge.target import DESKTOP_CHROME
from simulator.judge.wire import Answer, encode_body, headers_of, path_of, place_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from simulator.judge.target import Target

ANSWERED_S = 20
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class From:
    """Where beacons go and whose they are: `forwarded` is X-Forwarded-For, `source` the address to call from.

    `tls`: how the certificate is checked; None: plain HTTP.
    """

    endpoint: str
    origin: str
    forwarded: str | None
    source: str | None = None
    tls: ssl.SSLContext | None = None


async def at_once(target: Target, beacons: Sequence[dict[str, Any]], address: str | None = None) -> list[Answer]:
    """Post all beacons at the same time, from this address or a fresh one, and give status and body of each."""
    forwarded, source = target.conveyed(address or target.new_address())
    answers = await together(From(target.endpoint, target.origin, forwarded, source, target.tls), beacons)
    client = target.endpoint, forwarded
    for _ in answers:
        target.crowd.ask(client)
    for answer in answers:
        target.crowd.note(client, answer.status)
    return answers


async def together(sender: From, beacons: Sequence[dict[str, Any]]) -> list[Answer]:
    """Post all beacons at the same time and give status and body of each; connections are closed in any case."""
    requests = [_request(sender, beacon) for beacon in beacons]
    connections = await asyncio.gather(*(_connect(sender) for _ in requests))
    try:
        async with asyncio.timeout(ANSWERED_S):
            for (_, writer), request in zip(connections, requests, strict=True):
                writer.write(request)
            return await asyncio.gather(*map(_answer, connections))
    finally:
        for _, writer in connections:
            writer.close()


def _request(sender: From, beacon: dict[str, Any]) -> bytes:
    body = encode_body(beacon)
    lines = [
        f"POST {path_of(sender.endpoint)} HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers_of(sender.endpoint).items()),
        f"Origin: {sender.origin}",
        f"User-Agent: {DESKTOP_CHROME}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if sender.forwarded is not None:
        lines.append(f"X-Forwarded-For: {sender.forwarded}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


async def _connect(sender: From) -> Connection:
    local = (sender.source, 0) if sender.source else None
    return await asyncio.open_connection(*place_of(sender.endpoint), ssl=sender.tls, local_addr=local)


async def _answer(connection: Connection) -> Answer:
    head, _, body = (await connection[0].read()).partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), (), body)

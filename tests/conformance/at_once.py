"""Beacons that arrive together: every connection is open and every byte ready before the first one is sent.

An HTTP client prepares its requests one after the other, and a gateway may have answered the first before the last is
out: such requests race nobody. Decides how bytes travel; it must not know what should be answered.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.judge.wire import Answer, encode_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.target import Target

ANSWERED_S = 20
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def at_once(target: Target, beacons: Sequence[dict[str, Any]]) -> list[Answer]:
    """Post all beacons at the same time, from an address that nobody has used, and give status and body of each."""
    address = target.new_address()
    requests = [_request(target, beacon, address) for beacon in beacons]
    connections = await asyncio.gather(*(_connect(target.endpoint) for _ in requests))
    async with asyncio.timeout(ANSWERED_S):
        for (_, writer), request in zip(connections, requests, strict=True):
            writer.write(request)
        return await asyncio.gather(*map(_answer, connections))


def _request(target: Target, beacon: dict[str, Any], address: str) -> bytes:
    parts, body = urlsplit(target.endpoint), encode_body(beacon)
    lines = (
        f"POST {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Origin: {target.origin}",
        f"X-Forwarded-For: {address}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


async def _connect(endpoint: str) -> Connection:
    parts = urlsplit(endpoint)
    secure = parts.scheme == "https"
    return await asyncio.open_connection(parts.hostname, parts.port or (443 if secure else 80), ssl=secure or None)


async def _answer(connection: Connection) -> Answer:
    reader, writer = connection
    try:
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        return Answer(int(head.split()[1]), (), body)
    finally:
        writer.close()

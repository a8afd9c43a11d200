"""The matrix: every origin at every configuration, preflight and POST, and what a browser makes of the answers.

Credentials are the browser's business: the gateway is asked once, and the answers are read both ways. What is asked
stores nothing (a beacon without a site is skipped) and comes from a client of its own. It judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.cors_matrix.fetch import Beacon, Fate, fate, needs_of_a_beacon
from simulator.cors_matrix.origins import CONTENT_TYPES, RUNNING, STARTED, Configuration, origins_beside
from simulator.judge.target import DESKTOP_CHROME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from simulator.cors_matrix.origins import Origin
    from simulator.judge.bench import Bench
    from simulator.judge.wire import Answer

DENIED = "https://denied.example"


@dataclass(frozen=True)
class Cell:
    """One beacon, or its preflight, at one configuration: its fate, why, and the status seen."""

    configuration: str
    origin: Origin
    method: str
    credentials: bool
    content_type: str
    fate: Fate | str
    why: str
    status: int
    needs: dict[str, bool]


@dataclass(frozen=True)
class Matrix:
    """All cells, and why a part of them is not there."""

    cells: tuple[Cell, ...]
    missing: tuple[str, ...]
    requests: int


async def draw(bench: Bench) -> Matrix:
    """Ask, and tell what becomes of each beacon."""
    cells: list[Cell] = []
    running = Configuration(RUNNING, bench.origin)
    cells += await _at(bench, running, origins_beside(bench.origin, bench.denied_origin or DENIED))
    if bench.starter is None:
        return Matrix(
            tuple(cells), (f"{len(STARTED)} configurations not tried: {bench.why_not('start')}",), _requests(cells)
        )
    async for configuration, other in _started(bench):
        cells += await _at(other, configuration, origins_beside(configuration.allowed, DENIED))
    return Matrix(tuple(cells), (), _requests(cells))


async def _started(bench: Bench) -> AsyncIterator[tuple[Configuration, Bench]]:
    for configuration in STARTED:
        async with bench.starter.open(configuration.env, (), alone=False) as other:
            yield configuration, other


async def _at(bench: Bench, configuration: Configuration, origins: Sequence[Origin]) -> list[Cell]:
    cells: list[Cell] = []
    for origin in origins:
        client = bench.addresses.fresh() if bench.wire.addressing != "shared" else None
        preflight = await _ask(bench, "OPTIONS", origin, client, CONTENT_TYPES[0])
        posts = {kind: await _ask(bench, "POST", origin, client, kind) for kind in CONTENT_TYPES}
        cells += cells_of(configuration.name, origin, preflight, posts)
    return cells


def cells_of(configuration: str, origin: Origin, preflight: Answer, posts: dict[str, Answer]) -> list[Cell]:
    """Read the answers to one origin's requests as a browser would, with credentials and without."""
    cells = []
    for credentials in (True, False):
        for kind, post in posts.items():
            beacon = Beacon(origin.value, credentials, kind)
            needs = needs_of_a_beacon(beacon, preflight, post)
            told, why = fate(beacon, preflight, post)
            row = (configuration, origin)
            if beacon.needs_preflight:
                blocked = told == "never sent by the browser"
                passed = ("never sent by the browser", why) if blocked else ("the POST may follow", "preflight passes")
                cells.append(Cell(*row, "OPTIONS", credentials, kind, *passed, preflight.status, needs))
            cells.append(Cell(*row, "POST", credentials, kind, told, why, post.status, needs))
    return cells


async def _ask(bench: Bench, method: str, origin: Origin, client: str | None, kind: str) -> Answer:
    headers = [("User-Agent", DESKTOP_CHROME)]
    if origin.value is not None:
        headers.append(("Origin", origin.value))
    if method == "OPTIONS":
        headers += [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")]
    else:
        headers.append(("Content-Type", kind))
    if client and bench.wire.addressing == "forwarded":
        headers.append(("X-Forwarded-For", client))
    source = client if bench.wire.addressing == "source" else None
    body = b"{}" if method == "POST" else b""
    seen = bench.history.exchange_of(f"cors {origin.name}")
    return await bench.wire.send(method, bench.wire.endpoint, headers, body, source=source, seen=seen)


def _requests(cells: Sequence[Cell]) -> int:
    """Three requests make six cells: two methods, two content types, read with credentials and without."""
    return len(cells) // 6 * 3

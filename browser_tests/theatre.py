"""What all scenarios of a run share: a browser, a gateway to play on, the tracker that is judged, a directory.

It decides what is opened once and what each scenario has for itself, and that a scenario is played once however many
clauses ask for it. It must not know what is claimed.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright

from browser_tests.engines import Engine, Launch, launch
from browser_tests.everywhere import cause_of
from browser_tests.performance import Performance, perform
from browser_tests.scenario import NotPlayed
from browser_tests.scene import Ground
from schema.blueprint import PARTITIONED
from schema.partitions import creation, month_edges

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from playwright.async_api import Browser, Playwright

    from browser_tests.scenario import Scenario
    from simulator.judge.bench import Bench

# Two cores carry this many pages before each makes the others late.
PLAYED_AT_ONCE = 3
# A tracker that never comes to rest must not keep the others waiting for ever; past this nobody knows.
PLAY_S_MAX = 150
# So many playings in a row that one cause explains are one find.
EXPLAINED_MAX = 3
TLS_HANDSHAKE = b"\x16"
STRANGER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n"
    b"<!doctype html><title>elsewhere</title>elsewhere"
)


@dataclass(frozen=True)
class Terms:
    """How scenarios are played. `directory`: where histories and pictures go (None: nowhere).

    `played` is told of each playing that came to its end.
    """

    tracker: bytes
    engine: Engine
    new_public_id: Callable[[], str]
    wall_ms: Callable[[], int]
    directory: Path | None = None
    headed: bool = False
    slow_ms: int = 0
    pause: bool = False
    at_once: int = PLAYED_AT_ONCE
    pictures: bool = True
    played: Callable[[Performance], None] = lambda _performance: None


@dataclass
class Theatre:
    """An open theatre. `seen` plays a scenario the first time it is asked for, as often as it wants to be played."""

    playwright: Playwright
    ground: Ground
    terms: Terms
    strangers_port: int
    stack: AsyncExitStack
    _browsers: dict[bool, asyncio.Task[Browser]] = field(default_factory=dict)
    _seen: dict[str, asyncio.Task[list[Performance]]] = field(default_factory=dict)
    _number: int = 0
    _explained: list[str] = field(default_factory=list)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.terms.at_once)

    async def seen(self, scenario: Scenario) -> list[Performance]:
        """Give a scenario's performances, one for each repetition."""
        if scenario.name not in self._seen:
            self._seen[scenario.name] = asyncio.create_task(self.play_all(scenario))
        return await asyncio.shield(self._seen[scenario.name])

    async def play_all(self, scenario: Scenario) -> list[Performance]:
        """Play a scenario as often as it wants to be played."""
        return [await self.play(scenario, repetition) for repetition in range(scenario.repetitions)]

    async def play(self, scenario: Scenario, repetition: int = 0) -> Performance:
        """Play a scenario once; `NotPlayed` where those before it had all ended for one cause."""
        self._number += 1
        number = self._number
        taken = self.terms.at_once if scenario.alone else 1
        async with AsyncExitStack() as slots:
            async with self._alone:
                for _ in range(taken):
                    await slots.enter_async_context(self._slots)
            if len(self._explained) >= EXPLAINED_MAX:
                raise NotPlayed(f"{EXPLAINED_MAX} playings in a row ended like this: {self._explained[-1]}")
            async with asyncio.timeout(PLAY_S_MAX):
                performance = await perform(self, scenario, number, repetition)
        cause = cause_of(performance.visit)
        self._explained = [*self._explained, cause] if cause else []
        self.terms.played(performance)
        return performance

    async def all_seen(self) -> dict[str, list[Performance]]:
        """Give the performances of all scenarios that were asked for so far, once they have been played."""
        tasks = dict(self._seen)
        await asyncio.wait(tasks.values())
        return {name: one.result() for name, one in tasks.items() if not one.cancelled() and not one.exception()}

    async def browser(self, *, bfcache: bool) -> Browser:
        """Give the browser, started at the first call."""
        if bfcache not in self._browsers:
            self._browsers[bfcache] = asyncio.create_task(self._launched(bfcache))
        return await asyncio.shield(self._browsers[bfcache])

    async def _launched(self, bfcache: bool) -> Browser:  # noqa: FBT001 - a key
        how = Launch(self.strangers_port, self.terms.headed, self.terms.slow_ms, bfcache)
        browser = await launch(self.playwright, self.terms.engine, how)
        self.stack.push_async_callback(browser.close)
        return browser


@asynccontextmanager
async def open_theatre(bench: Bench, terms: Terms) -> AsyncIterator[Theatre]:
    """Open a theatre on a target's bench; a gateway that can be started is started anew for the pages' origins."""
    async with AsyncExitStack() as stack:
        ground = await stack.enter_async_context(_ground(bench))
        strangers = await asyncio.start_server(_answer_stranger, "127.0.0.1", 0)
        stack.push_async_callback(strangers.wait_closed)
        stack.callback(strangers.close)
        playwright = await stack.enter_async_context(async_playwright())
        yield Theatre(playwright, ground, terms, strangers.sockets[0].getsockname()[1], stack)


@asynccontextmanager
async def _ground(bench: Bench) -> AsyncIterator[Ground]:
    if bench.starter is None:
        yield Ground(bench, own_origin=False)
        return
    env = {**bench.starter.env, "ALLOWED_ORIGINS": "http://localhost"}
    own = bench.starter.databases is not None
    async with bench.starter.open(env, next_month_ddl(bench.month) if own else (), alone=own) as opened:
        yield Ground(opened, own_origin=True)


def next_month_ddl(month: str) -> tuple[str, ...]:
    """Give the statements that make the partitions of the month after this one."""
    first, last = month_edges(month_edges(date.fromisoformat(month))[1])
    return tuple(creation(table, first, last).as_string(None) for table in PARTITIONED)


async def _answer_stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be every foreign host: one page, whatever is asked. Who wants TLS is sent away at once."""
    try:
        first = await reader.readexactly(1)
        if first == TLS_HANDSHAKE:
            return
        await reader.readuntil(b"\r\n\r\n")
        writer.write(STRANGER)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # whoever asked did not speak HTTP, or has gone
    finally:
        writer.close()

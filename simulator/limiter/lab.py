"""The lab in which a limiter is asked: clients, time and one request at a time, each kept with its interval.

It decides how a client is somebody (X-Forwarded-For, a source address) and how time passes: moved where the target has
controls, waited for elsewhere. It must not know what an answer means.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulator.judge.beacon import OMIT, page_view
from simulator.judge.target import DESKTOP_CHROME
from simulator.judge.wire import Answer, encode_body, merge_headers
from simulator.limiter.seen import Seen
from simulator.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from simulator.judge.bench import Bench
    from simulator.limiter.edge import Window

AT_ONCE = 10
# Moments of the moved clock are this many windows apart: nothing of an earlier one can last.
WINDOWS_APART = 4
LATE_S = 10.0
Given = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Client:
    """Somebody: what X-Forwarded-For says of them (None: there is no such header), or where they call from."""

    forwarded: str | None
    source: str | None = None

    @property
    def named(self) -> str:
        """Give a name for people."""
        return self.source or (repr(self.forwarded) if self.forwarded is not None else "nobody (no X-Forwarded-For)")


@dataclass(frozen=True)
class Request:
    """What is sent. `headers` replace a default of the same name, None removes it."""

    what: str = "beacon"
    method: str = "POST"
    body: bytes | None = None
    headers: Given = ()
    query: str = ""


BEACON = Request()


@dataclass
class Knowledge:
    """What the lab has learnt so far and later experiments stand on."""

    limit: int | None = None
    counters: int = 1
    window: Window | None = None
    apart: bool = False


class Lab:
    """One limiter on the table. `expected_ms`, `expected_limit` are what its record says; only hints."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self.bench = bench
        self.random = random.Random(f"{seed}/limiter")  # noqa: S311 - to be repeated
        self.expected_ms = bench.window_s * 1000
        self.expected_limit = bench.limit
        self.longest_ms = self.expected_ms
        self.known = Knowledge()
        self._number = 0
        self._frozen_ms: int | None = None
        self._furthest_ms = 0
        self._sid = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self.bench.inventions.add(self._sid)

    @property
    def requests(self) -> int:
        """How many requests it took so far."""
        return self._number

    # ---- time ----------------------------------------------------------------------------------------------------

    @property
    def moved(self) -> bool:
        """Whether time is moved, and so every millisecond is known."""
        return self.bench.clock is not None

    def now_ms(self) -> float:
        """Give now: the gateway's where it stands still, else the harness's monotonic."""
        return asyncio.get_running_loop().time() * 1000 if self._frozen_ms is None else self._frozen_ms

    async def open(self) -> None:
        """Stop the gateway's clock where that can be done."""
        if self.bench.clock:
            await self.at(await self.bench.clock.now_ms())

    async def close(self) -> None:
        """Give the gateway its time back."""
        if self.bench.clock:
            await self.bench.clock.release()

    async def fresh_moment(self) -> None:
        """Where time is moved: let it be so late that every window of ours has ended, at any phase."""
        if self.moved:
            phase = self.random.randrange(self.expected_ms)
            await self.at(self._furthest_ms + WINDOWS_APART * int(self.longest_ms) + phase)

    async def fresh_window(self) -> None:
        """The same; and where a clock's windows are waited for, let the next edge have passed: most is ahead."""
        await self.fresh_moment()
        window = self.known.window
        if window and window.anchor == "clock" and not self.moved:
            await self.at(window.end_after(self.now_ms()).high)

    async def at(self, moment_ms: float) -> None:
        """Let it be that moment: exactly where time is moved, else not before it."""
        if self.bench.clock:
            self._frozen_ms = int(moment_ms)
            self._furthest_ms = max(self._furthest_ms, self._frozen_ms)
            await self.bench.clock.freeze(self._frozen_ms)
            return
        left_s = (moment_ms - self.now_ms()) / 1000
        if left_s > 0:
            await wait_until(lambda: self.now_ms() >= moment_ms, left_s + LATE_S, pause_s=max(left_s, 0.001))

    # ---- clients -------------------------------------------------------------------------------------------------

    @property
    def by_header(self) -> bool:
        """Whether X-Forwarded-For is what clients are told apart by."""
        return self.bench.wire.addressing == "forwarded"

    def new_client(self) -> Client:
        """Give somebody who has asked nothing yet; where all of us are one client, that one."""
        match self.bench.wire.addressing:
            case "forwarded":
                return Client(self.bench.addresses.fresh())
            case "source":
                return Client(None, self.bench.addresses.fresh())
            case _:
                return Client(None)

    # ---- asking --------------------------------------------------------------------------------------------------

    def beacon(self, **wire: Any) -> bytes:
        """Build a valid beacon of the lab's session; without a known site one that is skipped, and counts as well."""
        site = self.bench.site.public_id if self.bench.site else OMIT
        body = {**page_view(site=site, session=self._sid, month=self.bench.month, fingerprint="limiter"), **wire}
        return encode_body({key: value for key, value in body.items() if value is not OMIT})

    async def ask(self, client: Client, request: Request = BEACON, *, experiment: str = "limiter") -> Seen:
        """Send one request of this client and keep what came, with its interval."""
        self._number += 1
        number, wire = self._number, self.bench.wire
        seen = self.bench.history.exchange_of(f"{experiment} #{number}")
        url = wire.endpoint + (f"?{request.query}" if request.query else "")
        body = self.beacon() if request.body is None and request.method == "POST" else request.body or b""
        sent_ms = self.now_ms()
        answer: Answer = await wire.send(
            request.method, url, self._headers(client, request), body, source=client.source, seen=seen
        )
        what = request.what if client == Client(None) else f"{request.what} of {client.named}"
        return Seen(number, what, sent_ms, self.now_ms(), answer)

    def _headers(self, client: Client, request: Request) -> list[tuple[str, str | bytes]]:
        defaults = [
            ("Origin", self.bench.origin),
            ("User-Agent", DESKTOP_CHROME),
            ("Content-Type", "application/json"),
        ]
        if client.forwarded is not None:
            defaults.append(("X-Forwarded-For", client.forwarded))
        return merge_headers(defaults, request.headers)


@dataclass(frozen=True)
class Experiment:
    """One experiment in the lab: its name is on every exchange it makes."""

    lab: Lab
    name: str

    async def ask(self, client: Client, request: Request = BEACON) -> Seen:
        """Send one request."""
        return await self.lab.ask(client, request, experiment=self.name)

    async def burst(self, client: Client, times: int, request: Request = BEACON) -> list[Seen]:
        """Send a request so many times, ten under way at once; in the order of sending."""
        return await in_tens([lambda: self.ask(client, request)] * times)

    async def use_up(self, client: Client) -> list[Seen]:
        """Send as many as the limit lets through; the first alone, so that it is known when the window began."""
        first = await self.ask(client)
        return [first, *await self.burst(client, self.limit - 1)]

    @property
    def limit(self) -> int:
        """How many a client has, as measured."""
        if self.lab.known.limit is None:
            raise AssertionError("the limit is measured before anything that uses it up")
        return self.lab.known.limit

    def named(self, part: str) -> Experiment:
        """Give the same experiment under another name."""
        return replace(self, name=f"{self.name}, {part}")


async def in_tens(calls: Sequence[Callable[[], Awaitable[Seen]]]) -> list[Seen]:
    """Make calls, ten at a time."""
    seen: list[Seen] = []
    for first in range(0, len(calls), AT_ONCE):
        seen += await asyncio.gather(*(call() for call in calls[first : first + AT_ONCE]))
    return seen

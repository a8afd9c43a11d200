"""GWY-303 to 306 and 323, and the exact time of 319: the window in time.

Where a second is near enough, a check takes a timeline: moved on a target with controls, waited for on any other. Where
the millisecond counts, it stops the clock; it runs alone then, and the target releases the clock behind it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.judge.check import WindowStraddled, check
from simulator.judge.expect import absent, different, equal
from tests.conformance.window import PATIENCE_S, WINDOW_MS, exhausted, one_more, one_window, use_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from simulator.judge.clock import Timeline
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer


MINUTE_MS = 60_000
# So near to a minute's end nobody knows on which side of it a request arrives.
MINUTE_EDGE_MS = 5_000


@check("GWY-303", needs={"time"}, timeout_s=PATIENCE_S)
async def window_lasts_a_minute(target: Target) -> None:
    """A limited client is refused for the window and then has exactly 100 requests again."""
    client = await client_with_a_window(target)
    await use_up(target, client.address, requests=target.limit - 1)
    await client.is_refused_at(50_000)
    await client.outlasts_the_window()
    await client.has_a_hundred_again()
    equal(429, (await client.asks()).status, "status of the 101st answer in the second window")


@check("GWY-304", needs={"time"}, timeout_s=PATIENCE_S)
async def window_is_not_the_clocks_minute(target: Target) -> None:
    """A client limited before the end of a minute is still refused in the next minute."""
    client = await client_with_a_window(target)
    await exhausted(target, client.address)
    await client.is_refused_at(MINUTE_MS - client.time.start_ms % MINUTE_MS + 1_000)


@check("GWY-304", needs={"time"}, timeout_s=PATIENCE_S)
async def window_begins_with_the_first_request(target: Target) -> None:
    """One request and, half a minute later, 99: the window ends a minute after the one, for all hundred."""
    client = await client_with_a_window(target)
    await client.time.at(30_000)
    await use_up(target, client.address, requests=target.limit - 1)
    client.trust_the_window()
    await client.outlasts_the_window()
    await client.has_a_hundred_again()


@check("GWY-305", needs={"clock"}, timeout_s=PATIENCE_S)
async def window_resets_strictly_later(target: Target) -> None:
    """At exactly 60,000 ms the client is still refused, at 60,001 ms it is not."""
    async with stopped(target) as start:
        address = await used_up_at(start, target)
        await refused_at(start + 60_000, address, target)
        answer = await asked_at(start + 60_001, address, target)
        different(429, answer.status, "status of the answer 60,001 ms after the window's first request")


@check("GWY-306", needs={"time"}, timeout_s=PATIENCE_S)
async def refusals_do_not_extend_the_window(target: Target) -> None:
    """A client that keeps asking through its window is let in when the window ends."""
    client = await client_with_a_window(target)
    await use_up(target, client.address, requests=target.limit - 1)
    for second in range(5, 60, 5):
        await client.time.at(second * 1_000)
        await client.asks()
    await client.outlasts_the_window()
    answer = await client.asks()
    different(429, answer.status, "status of the answer after the window, in which the client kept asking")


@check("GWY-306", needs={"time"}, timeout_s=PATIENCE_S)
async def refusals_do_not_count(target: Target) -> None:
    """After 50 refusals the next window still has 100 requests."""
    client = await client_with_a_window(target)
    await use_up(target, client.address, requests=target.limit - 1)
    await client.time.at(30_000)
    await use_up(target, client.address, requests=target.limit // 2)
    client.trust_the_window()
    await client.outlasts_the_window()
    await client.has_a_hundred_again()


@check("GWY-319", needs={"clock"}, timeout_s=PATIENCE_S)
async def reset_is_the_windows_end(target: Target) -> None:
    """X-RateLimit-Reset is the first request's time plus 60,000 ms, whenever the client asks."""
    async with stopped(target) as start:
        address = await used_up_at(start, target)
        for later in (0, 30_000, 59_999):
            answer = await asked_at(start + later, address, target)
            equal(str(start + WINDOW_MS), answer.header("X-RateLimit-Reset"), f"X-RateLimit-Reset after {later} ms")


@check("GWY-323", needs={"clock"}, timeout_s=PATIENCE_S)
async def retry_after_goes_from_60_to_1(target: Target) -> None:
    """Retry-After is 60 at the window's first millisecond, 59 where 58.5 s are left, and 1 at its last."""
    async with stopped(target) as start:
        address = await used_up_at(start, target)
        for later, seconds in ((0, "60"), (1, "60"), (1_500, "59"), (58_999, "2"), (59_000, "1"), (59_999, "1")):
            answer = await asked_at(start + later, address, target)
            equal(seconds, answer.header("Retry-After"), f"Retry-After after {later} ms")


# ---- time, moved or waited for ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Client:
    """A client whose window began with one request, between the timeline's start and `answered_ms` after it.

    Its window ends as much later as that. Where time is moved the two are the same; where it is waited for, what
    happens in between says nothing, and is not asked.
    """

    target: Target
    address: str
    time: Timeline
    answered_ms: int

    async def asks(self) -> Answer:
        """Send one more request."""
        return await one_more(self.target, self.address)

    async def is_refused_at(self, offset_ms: int) -> None:
        """One more request this long after the start, still in the window, is limited."""
        await self.time.at(offset_ms)
        answer = await self.asks()
        self.trust_the_window()
        equal(429, answer.status, f"status of one more request {offset_ms} ms after the window's start")

    def trust_the_window(self) -> None:
        """Say that nobody knows, if the window may have ended while the requests before this were answered."""
        if self.time.passed_ms() >= WINDOW_MS:
            raise WindowStraddled(f"expected answers within the window, the last came after {self.time.passed_ms()} ms")

    async def outlasts_the_window(self) -> None:
        """Let the window have ended for sure."""
        await self.time.at(self.answered_ms + WINDOW_MS + 1_000)

    async def has_a_hundred_again(self) -> None:
        """None of the next 100 requests is limited."""
        async with one_window():
            answers = await use_up(self.target, self.address)
        refused = [number for number, answer in enumerate(answers, 1) if answer.status == 429]
        absent(refused, "numbers of the requests answered 429 among the first 100 of the second window")


async def client_with_a_window(target: Target) -> Client:
    """Give a fresh client with one request, made well away from the edges of the clock's minute."""
    time = await target.timeline()
    if not MINUTE_EDGE_MS <= time.start_ms % MINUTE_MS <= MINUTE_MS - MINUTE_EDGE_MS:
        await time.restart(2 * MINUTE_EDGE_MS)
    address = target.new_address()
    await one_more(target, address)
    return Client(target, address, time, time.passed_ms())


# ---- the clock -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def stopped(target: Target) -> AsyncIterator[int]:
    """Stop the gateway's clock where it is and give that time in epoch milliseconds; it goes on afterwards."""
    now_ms = await target.clock.now_ms()
    await target.clock.freeze(now_ms)
    try:
        yield now_ms
    finally:
        await target.clock.release()


async def used_up_at(now_ms: int, target: Target) -> str:
    """Use up the window of a fresh client within this one millisecond; give its address."""
    address = target.new_address()
    await target.clock.freeze(now_ms)
    await exhausted(target, address)
    return address


async def asked_at(now_ms: int, address: str, target: Target) -> Answer:
    """Send one more request at this time."""
    await target.clock.freeze(now_ms)
    return await one_more(target, address)


async def refused_at(now_ms: int, address: str, target: Target) -> None:
    """One more request at this time is limited."""
    answer = await asked_at(now_ms, address, target)
    equal(429, answer.status, f"status of one more request at {now_ms} ms")

"""How a target tells clients apart: by a header, by the peer, by nothing; with and without the limit's headers."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from simulator.judge.addresses import Addresses
from simulator.judge.check import NotObservable
from simulator.judge.clients import Asking, Clients, find_clients, limit_advice
from simulator.judge.pacing import MARGIN, Pace
from simulator.judge.record import TargetRecord
from simulator.judge.wire import Wire
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 20
BY_PEER = "source" if sys.platform == "linux" else "shared"


def by_header(got: Got) -> str:
    return got.header("X-Forwarded-For") or "unknown"


def by_peer(got: Got) -> str:
    return got.peer


def by_nothing(_got: Got) -> str:
    return "all of us"


def limited(key: Callable[[Got], str], *, telling: bool) -> Callable[[Got], Give]:
    """Answer as a limiter would, and tell what is left or not."""
    counts: dict[str, int] = {}

    def answer(got: Got) -> Give:
        counts[key(got)] = counts.get(key(got), 0) + 1
        left = LIMIT - counts[key(got)]
        status = 200 if left >= 0 else 429
        return Give(status, {"ok": left >= 0}, {"X-RateLimit-Remaining": str(left)} if telling else {})

    return answer


def found(answer: Callable[[Got], Give], addresses: Addresses, **record: object) -> Clients:
    async def once() -> Clients:
        async with FakeGateway(answer).running() as gateway:
            wire = Wire(gateway.url)
            try:
                asking = Asking(wire, "https://a.example", b"{}", LIMIT)
                return await find_clients(asking, TargetRecord(**record), addresses)
            finally:
                await wire.close()

    return asyncio.run(once())


@pytest.mark.parametrize("telling", [True, False])
@pytest.mark.parametrize(
    ("key", "addressing"), [(by_header, "forwarded"), (by_peer, BY_PEER), (by_nothing, "shared")]
)
def test_how_clients_are_told_apart(key: Callable[[Got], str], addressing: str, *, telling: bool) -> None:
    """Also where no answer says what is left: then only a refusal tells."""
    addresses = Addresses(0)
    clients = found(limited(key, telling=telling), addresses)
    assert clients.addressing == addressing
    assert "X-Forwarded-For" in clients.told
    assert addresses.fresh().startswith("127." if addressing == "source" else "10.")


def test_what_a_record_says_is_believed() -> None:
    """Nobody is asked."""
    assert found(limited(by_nothing, telling=True), Addresses(0), trusts_forwarded_for=True).addressing == "forwarded"
    told = found(limited(by_peer, telling=True), Addresses(0), trusts_forwarded_for=False)
    assert told.addressing == BY_PEER


@pytest.mark.parametrize("record", [{}, {"trusts_forwarded_for": True, "gateway": "http://127.0.0.1"}])
def test_a_limit_that_is_told_is_noted(record: dict[str, object]) -> None:
    """Whoever expects another one is told which flag says so."""
    told = found(limited(by_header, telling=True), Addresses(0), **record).limit_told
    assert told == LIMIT
    assert limit_advice(told, LIMIT) == limit_advice(None, LIMIT) == ""
    assert f"say --limit {LIMIT}" in limit_advice(told, LIMIT + 1)


def test_two_processes_with_a_limiter_each_are_not_taken_for_trust() -> None:
    """Two requests in turn would both show the same number."""
    turns = iter(range(1000))
    by_process = limited(lambda _got: f"process {next(turns) % 2}", telling=True)
    assert found(by_process, Addresses(0)).addressing == "shared"


class Now:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        """Give the time."""
        return self.s


def test_a_shared_client_waits_for_its_next_window_and_not_for_ever() -> None:
    """Two windows' worth of requests pass, the second after the first; the next one is not observable."""
    now = Now()

    async def once() -> None:
        pace = Pace(MARGIN + 2, 60, now, windows_max=2)
        for _ in range(2):
            await pace.turn()
        third = asyncio.create_task(pace.turn())
        await asyncio.wait([third], timeout=0.1)
        assert not third.done()
        now.s = 62.0
        await third
        await pace.turn()
        with pytest.raises(NotObservable, match="--slow judges the rest"):
            await pace.turn()

    asyncio.run(once())


def test_a_slow_one_goes_on_and_a_window_that_was_used_up_is_waited_for() -> None:
    """Finding out may have used the first window up."""
    now = Now()

    async def once() -> None:
        pace = Pace(MARGIN + 1, 60, now, passed=40)
        first = asyncio.create_task(pace.turn())
        await asyncio.wait([first], timeout=0.1)
        assert not first.done()
        for after_s in (62.0, 124.0, 186.0, 248.0):
            now.s = after_s
            await (first if after_s == 62.0 else pace.turn())

    asyncio.run(once())

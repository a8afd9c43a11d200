"""Waiting: it ends when the probe says so, or with the last thing seen."""

from __future__ import annotations

import asyncio

import pytest

from simulator.waiting import NeverHappened, wait_until


def test_it_gives_back_what_the_probe_gave() -> None:
    seen = iter([[], [], [1]])
    assert asyncio.run(wait_until(lambda: next(seen), 5)) == [1]


def test_until_decides() -> None:
    seen = iter(range(10))
    assert asyncio.run(wait_until(lambda: next(seen), 5, until=lambda number: number == 3)) == 3


def test_past_the_deadline_it_says_what_it_saw_last() -> None:
    with pytest.raises(NeverHappened, match=r"not within 0.05 s; last seen: 'no'") as never:
        asyncio.run(wait_until(lambda: "no", 0.05, until=lambda said: said == "yes"))
    assert never.value.last_seen == "no"


def test_a_probe_that_hangs_does_not_outlive_the_deadline() -> None:
    async def hangs() -> bool:
        return await asyncio.get_running_loop().create_future()

    with pytest.raises(NeverHappened):
        asyncio.run(wait_until(hangs, 0.05))


def test_what_the_probe_raises_is_passed_on_even_a_timeout() -> None:
    def breaks() -> bool:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        asyncio.run(wait_until(breaks, 5))

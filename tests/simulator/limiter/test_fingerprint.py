"""Limiters of known properties, on a moved clock and in real time: the fingerprint tells these, and no others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from simulator.limiter import fingerprint
from simulator.limiter.fingerprint import ORDER, Fingerprint
from tests.simulator.limiter.fake_limiter import FakeLimiter, bench_of, peer
from tests.simulator.limiter.told import AS_IT_STANDS

if TYPE_CHECKING:
    from simulator.limiter.seen import Property


async def taken(limiter: FakeLimiter, seed: int = 1) -> Fingerprint:
    async with bench_of(limiter, seed * 1000) as bench:
        return await fingerprint.take(bench, seed)


def found(taken: Fingerprint, names: object) -> dict[str, str]:
    return {name: taken.value(name) for name in names}


def one_of(taken: Fingerprint, name: str) -> Property:
    return next(one for one in taken.properties if one.name == name)


MOVED = {
    "as ours": ({}, {"window": "2,000 ms", "reset": "strictly later than the end"}),
    "of another length": ({"window_ms": 3_000}, {"window": "3,000 ms"}),
    "by the clock": ({"anchor": "clock"}, {"anchor": "the clock", "window": "2,000 ms", "reset": "at the edge"}),
    "sliding": ({"anchor": "sliding"}, {"refill": "1 of 7: it slides or refills"}),
    "lengthened by refusals": ({"extends": True}, {"refused requests": "lengthen the window"}),
    "counting preflights": ({"counts_preflights": True}, {"preflights": "count"}),
    "of two workers": (
        {"workers": 2},
        {
            "processes": "2 counters",
            "limit": "14 requests",
            "refill": "all at the end, for each counter at its own",
            "remaining": "does not count down: [6, 6, 5, 5, 4, 4] …; also on a 400",
        },
    ),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_limiter_on_a_moved_clock(name: str) -> None:
    """Everything is exact, and only what was made different is."""
    levers, different = MOVED[name]
    seen = asyncio.run(taken(FakeLimiter(moved=True, **levers)))
    expected = AS_IT_STANDS | different
    assert expected == found(seen, expected)
    assert [one.name for one in seen.properties if one.told == "bounds"] == []


def test_a_limiter_is_told_though_the_record_is_wrong() -> None:
    """Expected numbers are hints: the edge is found without them."""

    async def with_wrong_hints() -> Fingerprint:
        limiter = FakeLimiter(moved=True, limit=9, window_ms=7_350)
        async with bench_of(limiter) as bench:
            return await fingerprint.take(replace(bench, limit=5, window_s=2), 1)

    seen = asyncio.run(with_wrong_hints())
    assert ("9 requests", "the first request") == (seen.value("limit"), seen.value("anchor"))
    assert one_of(seen, "reset").measured == {"refused_ms": 7_350, "admitted_ms": 7_351}


def test_one_limit_for_all_is_said_and_nothing_is_guessed() -> None:
    """What cannot be told is untold, and the whole is not complete."""
    seen = asyncio.run(taken(FakeLimiter(moved=True, client_of=lambda _got: "all")))
    assert ("7 requests", "one limit for all") == (seen.value("limit"), seen.value("clients"))
    assert (seen.value("window"), seen.complete) == ("could not be told", False)


def test_no_limit_is_no_fingerprint() -> None:
    """Nobody was refused: nothing is told of a limit that is not there."""

    async def unlimited() -> Fingerprint:
        async with bench_of(FakeLimiter(moved=True, limit=10**6)) as bench:
            return await fingerprint.take(replace(bench, limit=7), 1)

    seen = asyncio.run(unlimited())
    assert {one.told for one in seen.properties} == {"no"}


def test_every_property_has_evidence_and_its_place() -> None:
    """At least ten properties, in their order, each with the exchanges that prove it."""
    seen = asyncio.run(taken(FakeLimiter(moved=True)))
    assert list(ORDER) == [one.name for one in seen.properties]
    assert [one.name for one in seen.properties if one.told != "no" and not one.evidence] == []


# ---- real time -------------------------------------------------------------------------------------------------------


REAL = {
    "first": (FakeLimiter(), AS_IT_STANDS),
    "clock": (FakeLimiter(anchor="clock"), AS_IT_STANDS | {"anchor": "the clock"}),
    "sliding": (FakeLimiter(anchor="sliding"), AS_IT_STANDS | {"refill": "1 of 7: it slides or refills"}),
    "extends": (FakeLimiter(extends=True), AS_IT_STANDS | {"refused requests": "lengthen the window"}),
    "peer": (FakeLimiter(client_of=peer), {"limit": "7 requests"}),
}


def test_limiters_in_real_time_are_told_or_not_told_but_never_wrongly() -> None:
    """Side by side, on a busy machine: a value that is told is the right one; the window is bounded around 2 s."""

    async def side_by_side() -> list[Fingerprint]:
        return await asyncio.gather(*(taken(limiter, seed) for seed, (limiter, _) in enumerate(REAL.values())))

    for (name, (_, expected)), seen in zip(REAL.items(), asyncio.run(side_by_side()), strict=True):
        wrong = {one: seen.value(one) for one in expected if one_of(seen, one).told != "no"}
        assert {one: expected[one] for one in wrong} == wrong, name
        window = one_of(seen, "window")
        if window.told != "no":
            assert window.measured["above_ms"] < 2_001 <= window.measured["at_most_ms"] + 1, name

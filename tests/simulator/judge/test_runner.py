"""The runner: overlapping, time limits, and what an end is worth when the target or the month is gone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from simulator.judge.addresses import Addresses
from simulator.judge.bench import Bench
from simulator.judge.check import Check, NotObservable, Shown, WindowStraddled
from simulator.judge.clock import WaitedTime
from simulator.judge.crowd import Crowd
from simulator.judge.expect import equal
from simulator.judge.history import History
from simulator.judge.runner import Run
from simulator.judge.site import Site, SiteRefused
from simulator.judge.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.judge.site import Sites
    from simulator.judge.target import Target
    from simulator.judge.verdict import Outcome

NOVEMBER_MS, DECEMBER_MS = 1_795_000_000_000, 1_797_000_000_000


async def alive() -> str | None:
    return None


async def dead() -> str | None:
    return "the gateway ended with 1"


def bench(died: Callable[[], Awaitable[str | None]] = alive) -> Bench:
    return Bench(
        wire=Wire("http://127.0.0.1:9"),
        addresses=Addresses(0),
        history=History(None, lambda: 0),
        origin="https://a.example",
        denied_origin=None,
        month="2026-11-01",
        month_without_partition="1999-01-01",
        died=died,
        now_ms=lambda: NOVEMBER_MS,
    )


def a_check(body: Callable[[Target], Awaitable[Any]], name: str = "some.check", **how: Any) -> Check:
    clause = how.pop("clause", "GWY-101")
    how = {"needs": frozenset(), "exclusive": False, "timeout_s": 5.0} | how
    return Check(name, clause, "It holds.", body, **how)


def run(
    *checks: Check, on: Bench | None = None, now_ms: Callable[[], int] = lambda: NOVEMBER_MS, **how: Any
) -> list[Outcome]:
    levels = {"GWY-101": "MUST", "HAZ-101": "HAZ"}
    one = Run(on or bench(), levels, 1, now_ms, lambda _kind, **_facts: None, **how)
    return asyncio.run(one.all(checks))[0]


async def holds(_target: Target) -> None:
    equal(1, 1, "it")


async def is_broken(_target: Target) -> None:
    equal(1, 2, "it")


async def crashes(_target: Target) -> None:
    raise KeyError("gone")


async def hangs(_target: Target) -> None:
    await asyncio.get_running_loop().create_future()


async def measures(_target: Target) -> Shown:
    return Shown(3, 20, "events lost")


async def cannot_see(_target: Target) -> None:
    raise NotObservable("no such lever")


@pytest.mark.parametrize(
    ("body", "verdict", "word"),
    [
        (holds, "valid", ""),
        (is_broken, "invalid", ""),
        (crashes, "unknown", "KeyError: 'gone'"),
        (cannot_see, "not observable", "no such lever"),
    ],
)
def test_how_checks_end(body: Callable[[Target], Awaitable[Any]], verdict: str, word: str) -> None:
    (outcome,) = run(a_check(body))
    assert (outcome.verdict, outcome.reason) == (verdict, word)


def test_a_check_that_does_not_end_is_unknown() -> None:
    (outcome,) = run(a_check(hangs, timeout_s=0.05))
    assert (outcome.verdict, outcome.reason) == ("unknown", "no end within 0.05 s")


def test_a_measurement_is_shown() -> None:
    (outcome,) = run(a_check(measures, clause="HAZ-101"))
    assert (outcome.verdict, outcome.times, outcome.of) == ("shown", 3, 20)


def test_what_is_seen_on_a_dead_target_is_unknown_and_so_is_all_that_follows() -> None:
    checks = [a_check(is_broken, "some.a", exclusive=True), a_check(holds, "some.b", exclusive=True)]
    first, second = run(*checks, on=bench(dead))
    assert first.reason == second.reason == "the gateway ended with 1"
    assert first.verdict == second.verdict == "unknown"


def test_a_deviation_after_the_month_changed_is_unknown() -> None:
    times = iter([NOVEMBER_MS, NOVEMBER_MS])
    (outcome,) = run(a_check(is_broken), now_ms=lambda: next(times, DECEMBER_MS))
    assert outcome.verdict == "unknown"
    assert outcome.reason.startswith("the month changed")


def test_a_missing_capability_is_not_observable_and_named() -> None:
    (outcome,) = run(a_check(holds, needs=frozenset({"rows"})))
    assert (outcome.verdict, outcome.missing) == ("not observable", "rows")


def test_a_capability_that_was_not_asked_for_is_refused() -> None:
    async def reads(target: Target) -> None:
        await target.fetch("SELECT 1")

    (outcome,) = run(a_check(reads))
    assert outcome.verdict == "unknown"
    assert "without needs={'rows'}" in outcome.reason


def test_checks_overlap_and_exclusive_ones_run_alone() -> None:
    running: set[str] = set()
    together: list[tuple[str, ...]] = []
    both = asyncio.Barrier(2)

    def body(name: str, *, alone: bool) -> Callable[[Target], Awaitable[None]]:
        async def one(_target: Target) -> None:
            running.add(name)
            if not alone:
                await both.wait()
            together.append(tuple(sorted(running)))
            if not alone:
                await both.wait()
            running.discard(name)

        return one

    run(
        a_check(body("c", alone=True), "some.c", exclusive=True),
        a_check(body("a", alone=False), "some.a"),
        a_check(body("b", alone=False), "some.b"),
    )
    assert together == [("a", "b"), ("a", "b"), ("c",)]


def test_what_costs_little_comes_first_and_what_fills_a_window_last() -> None:
    begun: list[str] = []

    def body(name: str) -> Callable[[Target], Awaitable[None]]:
        async def one(_target: Target) -> None:
            begun.append(name)

        return one

    run(
        a_check(body("fills"), "some.fills", fills=True),
        a_check(body("long"), "some.long", timeout_s=120.0),
        a_check(body("waits"), "some.waits", needs=frozenset({"time"}), timeout_s=120.0),
        a_check(body("plain"), "some.plain"),
        overlap=1,
    )
    assert begun == ["waits", "plain", "long", "fills"]


def test_only_so_many_use_up_a_window_at_a_time() -> None:
    filling, most, two = 0, 0, asyncio.Barrier(2)

    async def fills(_target: Target) -> None:
        nonlocal filling, most
        filling += 1
        await two.wait()
        most = max(most, filling)
        filling -= 1

    run(*(a_check(fills, f"some.{number}", fills=True) for number in range(6)), overlap=4, overlap_filling=2)
    assert most == 2


def test_what_straddled_a_window_is_tried_once_more_alone_with_other_ids() -> None:
    sids: list[str] = []

    async def straddles_at_first(target: Target) -> None:
        sids.append(target.new_sid())
        if len(sids) == 1:
            raise WindowStraddled("it took longer")

    (outcome,) = run(a_check(straddles_at_first))
    assert outcome.verdict == "valid"
    assert sids[0] != sids[1]


def test_where_one_is_too_slow_alone_the_others_are_not_tried_again() -> None:
    begun: list[str] = []

    def slow(name: str) -> Callable[[Target], Awaitable[None]]:
        async def one(_target: Target) -> None:
            begun.append(name)
            raise WindowStraddled("it took longer")

        return one

    outcomes = run(a_check(slow("a"), "some.a"), a_check(slow("b"), "some.b"))
    assert begun == ["a", "b", "a"]
    assert {(outcome.verdict, outcome.reason) for outcome in outcomes} == {("unknown", "it took longer")}


def test_a_check_whose_client_was_refused_for_others_is_tried_once_more_alone() -> None:
    tried = 0

    async def refused_at_first(target: Target) -> None:
        nonlocal tried
        tried += 1
        target.crowd.ask(("http://a.example", "10.0.0.1"))
        target.crowd.note(("http://a.example", "10.0.0.1"), 429 if tried == 1 else 200)
        equal(2, tried, "it")

    (outcome,) = run(a_check(refused_at_first))
    assert (outcome.verdict, tried) == ("valid", 2)


def test_a_connection_that_broke_beside_others_is_tried_once_more_alone() -> None:
    tried = 0

    async def breaks(_target: Target) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise ConnectionResetError("reset by peer")

    (outcome,) = run(a_check(breaks))
    assert (outcome.verdict, tried) == ("valid", 2)


def test_a_client_refused_after_its_own_limit_was_not_refused_for_others() -> None:
    crowd, client = Crowd(2), ("http://a.example", "10.0.0.1, 10.9.9.9")
    for _ in range(3):
        crowd.ask(client)
    for status in (429, 200, 200):  # the third is answered first
        crowd.note(client, status)
    assert not crowd.met


def test_every_check_has_its_own_address_and_its_own_chance() -> None:
    seen: list[tuple[str, str]] = []

    async def looks(target: Target) -> None:
        seen.append((target.address, target.new_sid()))

    run(a_check(looks, "some.a"), a_check(looks, "some.b"))
    run(a_check(looks, "some.a"))
    (first, sid), (second, other_sid), (_, again) = seen
    assert first != second
    assert sid != other_sid
    assert sid == again


def test_time_spent_waiting_for_us_is_not_the_checks() -> None:
    async def waits(target: Target) -> None:
        with target._excused():
            over = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(0.2, over.set_result, None)
            await over

    (outcome,) = run(a_check(waits, timeout_s=0.1))
    assert outcome.verdict == "valid"


def test_an_interrupt_leaves_what_was_seen_and_says_so_of_the_rest() -> None:
    async def interrupted() -> tuple[list[Outcome], bool]:
        started = asyncio.Event()

        async def hangs_on(_target: Target) -> None:
            started.set()
            await asyncio.get_running_loop().create_future()

        checks = [a_check(holds, "some.a"), a_check(hangs_on, "some.b"), a_check(holds, "some.c", exclusive=True)]
        one = Run(bench(), {"GWY-101": "MUST"}, 1, lambda: NOVEMBER_MS, lambda _kind, **_facts: None)
        task = asyncio.ensure_future(one.all(checks))
        await started.wait()
        task.cancel()
        return await task

    outcomes, stopped = asyncio.run(interrupted())
    assert stopped
    assert [one.verdict for one in outcomes] == ["valid", "unknown", "unknown"]
    assert "interrupted" in outcomes[1].reason


def test_without_controls_a_timeline_is_waited_for_and_overlaps() -> None:
    async def waits(target: Target) -> None:
        timeline = await target.timeline()
        assert isinstance(timeline, WaitedTime)
        await timeline.at(0)

    one = a_check(waits, needs=frozenset({"time"}))
    assert [outcome.verdict for outcome in run(one)] == ["valid"]


def test_waited_time_passes_when_its_clock_does() -> None:
    now = iter(range(0, 10_000, 1_000))
    timeline = WaitedTime(lambda: next(now))
    asyncio.run(timeline.restart(3_000))
    assert timeline.start_ms == 3_000


def test_why_a_database_of_its_own_is_needed_is_the_checks_own_reason() -> None:
    needs = frozenset({"start", "own_database"})
    plain, because = run(
        a_check(holds, "some.a", needs=needs), a_check(holds, "some.b", needs=needs, own_because="it is killed")
    )
    assert plain.reason == "the database is not the harness's own, so no DDL: --start in place of --gateway gets one"
    assert because.reason == "it is killed: --start in place of --gateway gets one"
    assert plain.missing == because.missing == "own_database"


def test_a_check_with_a_site_of_its_own_shares_it_with_none_and_goes_on_where_none_can_be_made() -> None:
    made = iter([Site("1", "first"), Site("2", "second")])

    class FakeSites:
        async def make(self, _public_id: str) -> Site:
            try:
                return next(made)
            except StopIteration:
                raise SiteRefused("no more") from None

    seen: list[str] = []

    async def looks(target: Target) -> None:
        seen.append(target.site.public_id)

    shared = replace(bench(), site=Site("0", "shared"), sites=cast("Sites", FakeSites()))
    run(*(a_check(looks, f"some.{name}", own_site=True) for name in "abc"), a_check(looks, "some.d"), on=shared)
    assert seen == ["first", "second", "shared", "shared"]


def test_what_waits_for_minutes_waits_together_when_it_is_tried_once_more() -> None:
    begun: list[str] = []
    both = asyncio.Event()

    def waits(name: str) -> Callable[[Target], Awaitable[None]]:
        async def one(_target: Target) -> None:
            begun.append(name)
            if len(begun) <= 2:
                raise WindowStraddled("it took longer")
            if len(begun) == 4:
                both.set()
            await both.wait()

        return one

    time = frozenset({"time"})
    outcomes = run(a_check(waits("a"), "some.a", needs=time), a_check(waits("b"), "some.b", needs=time))
    assert [outcome.verdict for outcome in outcomes] == ["valid", "valid"]

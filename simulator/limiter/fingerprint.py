"""The fingerprint, top to bottom: the limit, then the window, then everything that stands on the two.

It decides the order: one experiment after the other where time is moved (there is one clock), all at once on clients
of their own where it is waited for, in about two and a half windows. What may have fallen into two windows is not told.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from simulator.limiter import counts, edges, headers, key, limit, window
from simulator.limiter.lab import Lab
from simulator.limiter.seen import Property, admitted, untold

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from simulator.judge.bench import Bench
    from simulator.limiter.edge import Window


@dataclass(frozen=True)
class Step:
    """One experiment: the properties it tells, what does it, and whether it needs the window's edge."""

    names: tuple[str, ...]
    run: Callable[[Lab], Awaitable[Property | list[Property]]]
    needs_window: bool = False


@dataclass(frozen=True)
class Fingerprint:
    """All properties in their order; how time passed, and how many requests it took."""

    properties: tuple[Property, ...]
    moved: bool
    requests: int
    took_ms: float

    @property
    def complete(self) -> bool:
        """Whether every property could be told."""
        return all(one.told != "no" for one in self.properties)

    def value(self, name: str) -> str:
        """Give one property's value."""
        return next(one.value for one in self.properties if one.name == name)


# More only makes every answer late, and then nothing fits into a window.
COUNTING_AT_ONCE = 2
LIMIT = ("limit", "off by one", "processes")
WINDOW = ("window", "anchor", "reset")
ORDER = (
    *LIMIT, "at once", *WINDOW, "refill", "burst across an edge", "refused requests",
    "clients", "key", "spaces in the key", "port in the key", "IPv6", "other headers", "nameless clients", "spoofing",
    "scope", "preflights", "requests without an origin", "requests of a denied origin", "requests that store nothing",
    "remaining", "Retry-After", "X-RateLimit-Reset",
)  # fmt: skip


def steps(lab: Lab) -> list[Step]:
    """Give every experiment that stands on the limit, those that need the window last."""
    denied = lab.bench.denied_origin
    things = {
        "preflights": counts.preflights,
        "requests without an origin": counts.without_origin,
        "requests that store nothing": lambda: counts.invalid(lab),
    }
    if denied:
        things["requests of a denied origin"] = lambda: counts.of_denied_origin(denied)
    return [
        Step(("at once",), limit.held_at_once),
        Step(("key", "spaces in the key", "port in the key", "other headers"), key.forwarded),
        Step(("IPv6",), key.internet_6),
        Step(("spoofing",), key.spoofing),
        Step(("scope",), key.scope),
        *(Step((name,), _counting(name, make)) for name, make in things.items()),
        Step(("remaining",), headers.remaining),
        Step(("refill",), window.refill, needs_window=True),
        Step(("burst across an edge",), window.burst, needs_window=True),
        Step(("refused requests",), window.refusals, needs_window=True),
        Step(("Retry-After", "X-RateLimit-Reset"), headers.refused, needs_window=True),
    ]


async def take(bench: Bench, seed: int) -> Fingerprint:
    """Take a limiter's fingerprint; the gateway's clock goes on afterwards."""
    lab = Lab(bench, seed)
    began_ms = asyncio.get_running_loop().time() * 1000
    try:
        await lab.open()
        told = await (_moved(lab) if lab.moved else _waited(lab))
    finally:
        await lab.close()
    if bench.denied_origin is None:
        told.append(untold("requests of a denied origin", "no origin is known that is refused; name one"))
    by_name = {one.name: _doubted(lab, one, told) for one in told}
    if "at once" in by_name and "limit" in by_name:
        by_name["limit"] = limit.as_held(by_name["limit"], by_name["at once"])
    missing = {name: untold(name, "what it stands on could not be told") for name in ORDER if name not in by_name}
    ordered = tuple((by_name | missing)[name] for name in ORDER)
    return Fingerprint(ordered, lab.moved, lab.requests, asyncio.get_running_loop().time() * 1000 - began_ms)


async def _moved(lab: Lab) -> list[Property]:
    """One after the other; the nameless first of all, in real time, because their name is others' as well."""
    opened_ms = lab.now_ms()
    told = await _limit(lab)
    if lab.known.limit is None:
        return told
    if not lab.known.apart:
        return [*told, *await _of_one_client(lab)]
    await lab.at(opened_ms)
    told += await _done(lab, Step(("nameless clients",), key.nameless))
    found = await edges.moved_edges(lab)
    lab.known.window = found.window()
    told += window.properties(lab, found)
    for step in steps(lab):
        told += await _done(lab, step)
    return told


async def _waited(lab: Lab) -> list[Property]:
    """All that can be at once, on clients of their own."""
    told = await _limit(lab)
    if lab.known.limit is None or lab.bench.wire.addressing == "shared":
        return told
    if not lab.known.apart:
        return [*told, *await _of_one_client(lab)]
    found = await edges.waited_edges(lab)
    lab.known.window = taken_for = found.window()
    all_steps = [Step(("nameless clients",), key.nameless), *steps(lab)]
    finer, *rest = await asyncio.gather(edges.finer(lab, found), *_in_lanes(lab, all_steps))
    lab.known.window = finer.window()
    told += window.properties(lab, finer)
    if not _as_taken(taken_for, lab.known.window):
        standing = [name for step in all_steps if step.needs_window for name in step.names]
        rest = [[one for one in group if one.name not in standing] for group in rest]
    told += [one for group in rest for one in group]
    return await _once_more(lab, [step for step in all_steps if step.names != ("nameless clients",)], told)


def _in_lanes(lab: Lab, all_steps: Sequence[Step]) -> list[Awaitable[list[Property]]]:
    """Do those that wait for a window all at once, and those that only count few at a time: they are much traffic."""
    lane = asyncio.Semaphore(COUNTING_AT_ONCE)

    async def in_lane(step: Step) -> list[Property]:
        async with lane:
            return await _done(lab, step)

    return [_done(lab, step) if step.needs_window else in_lane(step) for step in all_steps]


async def _once_more(lab: Lab, all_steps: Sequence[Step], told: list[Property]) -> list[Property]:
    """Do again, alone, what a busy machine or a slow target kept from being told; what is told then stands."""
    for step in all_steps:
        before = [one for one in told if one.name in step.names]
        if all(_doubted(lab, one, told).told != "no" for one in before) or (step.needs_window and not lab.known.window):
            continue
        again = await _done(lab, step)
        if any(_doubted(lab, one, told).told != "no" for one in again):
            told = [one for one in told if one.name not in step.names] + again
    return told


def _gives_all_back(lab: Lab, one: Property, told: Sequence[Property]) -> bool:
    """Whether the limiter gives nothing back before a window ends, as seen, or in so short a time."""
    back = next((other for other in told if other.name == "refill"), None)
    if back is not None and back.told != "no":
        return back.value.startswith("all at the end")
    return one.span_ms is not None and one.span_ms[1] - one.span_ms[0] < lab.expected_ms


def _as_taken(taken_for: Window | None, found: Window | None) -> bool:
    """Whether the window is what the experiments took it for."""
    return taken_for is None or (found is not None and taken_for.length.and_(found.length).possible)


async def _limit(lab: Lab) -> list[Property]:
    seen = await limit.filled(lab)
    if not lab.moved and lab.bench.wire.addressing != "shared":
        # An edge of the clock may cut one of two in a row, and lets more pass than the limit; it does not cut both.
        seen = min(seen, await limit.filled(lab), key=admitted)
    if not any(one.refused for one in seen):
        return limit.properties(lab, seen)
    lab.known.limit, lab.known.counters = admitted(seen), limit.counters_seen(seen) or 1
    apart = [] if lab.bench.wire.addressing == "shared" else [await key.apart(lab, seen)]
    return [*limit.properties(lab, seen), *apart]


async def _of_one_client(lab: Lab) -> list[Property]:
    """Where one limit is for all, only the moved clock gives us another window."""
    alone = [Step(("key", "spaces in the key", "port in the key", "other headers"), key.forwarded)] if lab.moved else []
    return [one for step in alone for one in await _done(lab, step)]


def _counting(name: str, make: Callable[[], Sequence]) -> Callable[[Lab], Awaitable[Property]]:
    return lambda lab: counts.counted(lab, name, make())


async def _done(lab: Lab, step: Step) -> list[Property]:
    """Do one experiment; without an answer, or without the window it needs, its properties are not told."""
    if step.needs_window and lab.known.window is None:
        return [untold(name, "the window's edge is not known") for name in step.names]
    try:
        told = await step.run(lab)
    except (httpx.HTTPError, OSError, TimeoutError) as error:
        return [untold(name, f"no answer: {type(error).__name__} {error}".strip()) for name in step.names]
    return told if isinstance(told, list) else [told]


def _doubted(lab: Lab, one: Property, told: Sequence[Property]) -> Property:
    """Do not tell what may have fallen into two windows; what a refusal proves does not ask for the time."""
    if one.span_ms is None or one.told == "no" or lab.moved or (one.proven and _gives_all_back(lab, one, told)):
        return one
    if lab.known.window is None:
        return untold(one.name, f"{one.why}; but no window is known, and it may be of two", one.evidence)
    if lab.known.window.holds(one.span_ms):
        return one
    took_ms = one.span_ms[1] - one.span_ms[0]
    return untold(one.name, f"it took {took_ms:,.0f} ms and may have fallen into two windows", one.evidence)

"""Finding the window's edge: where it lies for clients that began at different times, so what it is counted from.

With a clock that can be moved the edge is found to the millisecond, each question asked by a client of its own. In
real time clients are asked over a good window and bound it; those who ask only once guard against a limiter that
takes asking amiss.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.limiter.edge import Bounds, Window, age_of_readmission, anchor_of, moment_of_readmission
from simulator.limiter.lab import Experiment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.limiter.edge import Anchor
    from simulator.limiter.lab import Lab
    from simulator.limiter.seen import Seen

LONGEST_WINDOWS = 16
# In real time: when the groups begin, when those ask who ask only once, and when we give up (in windows). Three groups:
# of a clock's window two of them see the same edge, wherever it lies.
BEGIN = (0.0, 0.12, 0.24)
ONCE = (0.9, 1.1)
GIVE_UP = 1.15
POLLS = 100
SHORTEST_POLL_MS, SHORTEST_FINE_POLL_MS = 50.0, 20.0
FINE_POLLS = 500


@dataclass
class Edges:
    """What is known of the edge: for each group its (age, moment) of readmission, and the exchanges that prove it."""

    groups: list[tuple[Bounds, Bounds]] = field(default_factory=list)
    evidence: list[Seen] = field(default_factory=list)
    full: Bounds | None = None  # the distance of two edges of a clock

    @property
    def anchor(self) -> Anchor | None:
        """What the window is counted from, if that can be told."""
        seen = list(filter(_was_seen, self.groups))
        told = {anchor_of(one, other) for one, other in itertools.combinations(seen, 2)} - {None}
        return told.pop() if len(told) == 1 else None

    def window(self) -> Window | None:
        """Put together what is known, if it is enough."""
        anchor = self.anchor
        if anchor == "first request":
            age = functools.reduce(Bounds.and_, (age for age, _ in self.groups))
            return Window(anchor, age, self.groups[0][1]) if age.possible and age.low > 0 else None
        if anchor == "clock" and self.full and self.full.low > 0:
            return Window(anchor, self.full, self.edge())
        return None

    def edge(self) -> Bounds:
        """Give the moment at which two groups, of different ages, were let in again: an edge of the clock's windows."""
        pairs = itertools.combinations(filter(_was_seen, self.groups), 2)
        return next(one[1].and_(other[1]) for one, other in pairs if anchor_of(one, other) == "clock")


def _was_seen(group: tuple[Bounds, Bounds]) -> bool:
    """Whether a group was refused and then let in: its edge lies between the two."""
    age, moment = group
    return age.finite and age.low > 0 and math.isfinite(moment.low)


# ---- time is moved -----------------------------------------------------------------------------------------------


async def moved_edges(lab: Lab) -> Edges:
    """Find the edge to the millisecond from two moments, and for a clock's window the edge after it."""
    edges = Edges()
    await lab.fresh_moment()
    start = int(lab.now_ms())
    first = await _edge_from(lab, start, edges, [lab.expected_ms])
    if first is None:
        return edges
    shift = first // 3 + 7
    await _edge_from(lab, start + shift, edges, [first - 1, first, first - shift - 1])
    lab.longest_ms = max(lab.longest_ms, first)
    if edges.anchor == "clock":
        full = await _edge_from(lab, start + first, edges, [lab.expected_ms - 1])
        del edges.groups[2:]
        edges.full = Bounds(full - 1, full) if full else None
    return edges


async def _edge_from(lab: Lab, start: int, edges: Edges, hints: Sequence[int]) -> int | None:
    """Give the age at which a client that used up its limit at `start` is let in again: exact, by halving.

    `hints` are ages at which it may still be refused and one millisecond later is not; they cost a client each.
    """
    experiment = Experiment(lab, "window")
    asked: dict[int, tuple[Seen, Seen]] = {}

    async def passes(age: int) -> bool:
        await lab.at(start)
        client = lab.new_client()
        first = (await experiment.use_up(client))[0]
        await lab.at(start + age)
        asked[age] = first, await experiment.ask(client)
        return asked[age][1].admitted

    low, high = 0, None
    for age in [one for hint in hints for one in (hint, hint + 1)]:
        if low < age and (high is None or age < high):
            low, high = (low, age) if await passes(age) else (age, high)
    while high is None and low <= LONGEST_WINDOWS * lab.expected_ms:
        step = max(low * 2, lab.expected_ms)
        low, high = (low, step) if await passes(step) else (step, None)
    if high is None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if await passes(middle) else (middle, high)
    first, admitted = asked[high]
    proof = [asked[low][1], admitted] if low in asked else [admitted]
    edges.evidence += [first, *proof]
    edges.groups.append((Bounds(low, high), Bounds(start + low, start + high)))
    return high


# ---- time is waited for ------------------------------------------------------------------------------------------


async def waited_edges(lab: Lab) -> Edges:
    """Bound the edge over a good window of real time, from two moments."""
    begin = lab.now_ms()
    edges = Edges()
    step = max(SHORTEST_POLL_MS, lab.expected_ms / POLLS)
    asked = await asyncio.gather(*(_group(lab, begin + part * lab.expected_ms, step) for part in BEGIN))
    for group in asked:
        _bound(edges, group)
    if edges.anchor == "clock" and edges.groups:
        # The first edge is passed; only what is expected can be told of the next until it is seen.
        edges.full = Bounds(lab.expected_ms * 0.9, lab.expected_ms * 1.1)
    return edges


async def finer(lab: Lab, edges: Edges) -> Edges:
    """Bound the edge again, from a third moment, asking more often where it must be.

    Of a clock's windows two edges in a row are seen, so that their distance is one window and not two.
    """
    window = edges.window()
    if window is None:
        return edges
    experiment, client = Experiment(lab, "window"), lab.new_client()
    first = (await experiment.use_up(client))[0]
    end, step = window.end_for(first), max(SHORTEST_FINE_POLL_MS, lab.expected_ms / FINE_POLLS)
    late_ms = end.high + lab.expected_ms / 10
    later = await _polled(experiment, client, end.low - 2 * step, late_ms, step)
    proof = [*edges.evidence, first, *_around(later)]
    if window.anchor == "clock":
        await experiment.burst(client, experiment.limit - 1)
        following = await _polled(experiment, client, lab.now_ms() + step, late_ms + 1.2 * lab.expected_ms, step)
        full = _distance(moment_of_readmission(later), moment_of_readmission(following))
        return Edges(edges.groups, [*proof, *_around(following)], full)
    age, moment = age_of_readmission(first, later), moment_of_readmission(later)
    if not age.and_(window.length).possible:
        return edges
    return Edges([*edges.groups, (age, moment)], proof)


def _distance(edge: Bounds, other: Bounds) -> Bounds | None:
    whole = all(math.isfinite(one) for one in (edge.low, edge.high, other.low, other.high))
    return Bounds(other.low - edge.high, other.high - edge.low) if whole else None


@dataclass
class _Asked:
    """A client's first request and what it asked later; `once`: only once, so nothing can have moved its end."""

    first: Seen
    later: list[Seen]
    once: bool


async def _group(lab: Lab, begin_ms: float, step_ms: float) -> list[_Asked]:
    """Limit clients at one time and ask: one again and again, the others once."""
    await lab.at(begin_ms)
    experiment = Experiment(lab, "window")

    async def polls() -> _Asked:
        client = lab.new_client()
        first = (await experiment.use_up(client))[0]
        end = first.sent_ms + GIVE_UP * lab.expected_ms
        return _Asked(first, await _polled(experiment, client, first.answered_ms + step_ms, end, step_ms), once=False)

    async def asks(part: float) -> _Asked:
        client = lab.new_client()
        first = (await experiment.use_up(client))[0]
        await lab.at(first.answered_ms + part * lab.expected_ms)
        return _Asked(first, [await experiment.ask(client)], once=True)

    if lab.bench.wire.addressing == "shared":
        return [await polls()]
    return await asyncio.gather(polls(), *map(asks, ONCE))


async def _polled(experiment: Experiment, client: object, begin: float, end: float, step: float) -> list[Seen]:
    seen: list[Seen] = []
    moment = begin
    while moment <= end and not (seen and seen[-1].admitted):
        await experiment.lab.at(moment)
        seen.append(await experiment.ask(client))
        moment = max(moment + step, experiment.lab.now_ms())
    return seen


def _bound(edges: Edges, group: list[_Asked]) -> None:
    """Put a group together: those who asked once say how old the window can get, who polled where in there it ends.

    Only one client says at which moment: of a clock's windows two who began together may have begun in different ones.
    """
    quiet = [one for one in group if one.once]
    age = functools.reduce(Bounds.and_, (age_of_readmission(one.first, one.later) for one in quiet), Bounds())
    for one in sorted(group, key=lambda asked: asked.once):
        own = age_of_readmission(one.first, one.later)
        # Never let in, or outside of what the others saw: asking moved its end.
        if own.finite and own.low > 0 and age.and_(own).possible:
            edges.evidence += [one.first, *_around(one.later)]
            edges.groups.append((age.and_(own), moment_of_readmission(one.later)))
            return
    for one in quiet:
        edges.evidence += [one.first, *one.later]
    moments = [moment_of_readmission(one.later) for one in quiet]
    edges.groups.append((age, functools.reduce(Bounds.and_, moments, Bounds(-math.inf))))


def _around(later: Sequence[Seen]) -> list[Seen]:
    """Give the last refusal and the readmission."""
    return list(later[-2:])

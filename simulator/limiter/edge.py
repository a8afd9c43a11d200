"""Where a window ends, as far as anybody outside can know: bounds from intervals, and never a guess.

Pure. An age is the time from the moment a client's first request was counted; that moment lies somewhere in the
request's [sent, answered]. Whoever is refused at an age has a longer window, whoever is let in again has one that is
at most that long. Times are milliseconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.limiter.seen import Seen

Anchor = Literal["first request", "clock"]


@dataclass(frozen=True)
class Bounds:
    """A number that is above `low` and at most `high`."""

    low: float = 0
    high: float = math.inf

    def and_(self, other: Bounds) -> Bounds:
        """Give what holds if both hold."""
        return Bounds(max(self.low, other.low), min(self.high, other.high))

    def plus(self, low: float, high: float) -> Bounds:
        """Add a number that is known as well as this."""
        return Bounds(self.low + low, self.high + high)

    @property
    def possible(self) -> bool:
        """Whether any number is left."""
        return self.low < self.high

    @property
    def finite(self) -> bool:
        """Whether both sides are known."""
        return math.isfinite(self.high)


def age_of_readmission(first: Seen, later: Iterable[Seen]) -> Bounds:
    """Bound the age at which a limited client is let in again, by what it was answered later, in order.

    What comes after the first readmission belongs to another window and is not looked at.
    """
    low, high = 0.0, math.inf
    for one in later:
        if one.admitted:
            high = one.answered_ms - first.sent_ms
            break
        low = max(low, one.sent_ms - first.answered_ms)
    return Bounds(low, high)


def moment_of_readmission(later: Iterable[Seen]) -> Bounds:
    """Bound the moment itself: after the last refusal was sent, before the first admission was answered."""
    low, high = -math.inf, math.inf
    for one in later:
        if one.admitted:
            high = one.answered_ms
            break
        low = one.sent_ms
    return Bounds(low, high)


@dataclass(frozen=True)
class Window:
    """What is known of the window: from where it is counted, how long it is, and one of its edges on the clock.

    `length` bounds the age of readmission where the first request is the anchor, else the distance of two edges.
    """

    anchor: Anchor
    length: Bounds
    edge: Bounds

    def end_for(self, first: Seen) -> Bounds:
        """Bound the moment at which a client that began with `first` is let in again."""
        if self.anchor == "first request":
            return self.length.plus(first.sent_ms, first.answered_ms)
        return self.end_after(first.answered_ms)

    def end_after(self, moment_ms: float) -> Bounds:
        """Bound the clock's next edge after a moment."""
        steps = max(0, math.ceil((moment_ms - self.edge.low) / self.length.high))
        end = self.edge.plus(steps * self.length.low, steps * self.length.high)
        return end if end.low >= moment_ms else end.plus(self.length.low, self.length.high)

    def holds(self, span_ms: tuple[float, float]) -> bool:
        """Whether all that happened in a span surely fell into one window."""
        begin, end = span_ms
        if self.anchor == "first request":
            return end - begin <= self.length.low
        last = math.ceil((end - self.edge.low) / self.length.low)
        before = math.ceil((self.edge.high - begin) / self.length.low)
        return not any(begin < one.high and one.low < end for one in map(self._edge, range(-before - 1, last + 1)))

    def _edge(self, steps: int) -> Bounds:
        near, far = (self.length.low, self.length.high) if steps >= 0 else (self.length.high, self.length.low)
        return self.edge.plus(steps * near, steps * far)


def anchor_of(first: tuple[Bounds, Bounds], second: tuple[Bounds, Bounds]) -> Anchor | None:
    """Tell from two clients that began at different times, each (age, moment) of its readmission; None: either fits.

    Counted from the first request both have one age; by the clock both have one moment.
    """
    same_age = first[0].and_(second[0]).possible
    same_moment = first[1].and_(second[1]).possible
    if same_age == same_moment:
        return None
    return "first request" if same_age else "clock"

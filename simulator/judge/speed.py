"""How fast a target answers, measured before it is judged, and what follows: how much of it may be asked at a time.

A slow target that is asked everything at once answers late, and a window of its limit ends before it is used up. It
decides how many checks overlap, how a burst is sent and how long a check may take; it asks nothing (`probe.py` does)
and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.judge.check import NotObservable

# Enough to fill two cores; more only makes every answer late.
OVERLAP = 4
OVERLAP_MOST = 16
# An answer that takes longer is the target's own slowness, not ours: what overlaps is then what it can bear.
SLOW_S = 0.1
# How many answers are asked for together, to see whether that takes longer than one.
TOGETHER = 10
# A burst that took longer may have straddled two windows: then nothing can be said.
TRUSTED_S = 50
# A burst is sent one request after the other where that takes no more than this part of what can be trusted.
UNHURRIED_PART = 0.3


@dataclass(frozen=True)
class Speed:
    """How long one answer takes by itself, and how long ten take that are asked for together."""

    answer_s: float = 0.0
    together_s: float = 0.0

    @property
    def told(self) -> str:
        """The measurement, for people."""
        return f"answers in {self.answer_s * 1000:.0f} ms, {TOGETHER} at once in {self.together_s * 1000:.0f} ms"

    @property
    def overlap(self) -> int:
        """How many checks run beside one another: of a slow target twice as many as it answers in the same time."""
        if self.answer_s < SLOW_S:
            return OVERLAP
        borne = TOGETHER * self.answer_s / max(self.together_s, self.answer_s)
        return max(2, min(OVERLAP_MOST, round(2 * borne) - 1))

    @property
    def filling(self) -> int:
        """How many of them may use up a client's window at the same time."""
        return max(1, self.overlap // 8) if self.answer_s >= SLOW_S else self.overlap

    @property
    def patience(self) -> float:
        """How many times as long as on a brisk target a check may take."""
        return max(1.0, self.answer_s / SLOW_S)

    def at_once(self, requests: int) -> int:
        """Say how many of a burst are under way at the same time.

        One, so that no race decides what is seen, unless that would take too long; *not observable* where even ten at
        once do not fit into a window.
        """
        if requests * self.answer_s <= TRUSTED_S * UNHURRIED_PART:
            return 1
        takes_s = requests * self.together_s / TOGETHER
        if takes_s > TRUSTED_S:
            raise NotObservable(
                f"this target {self.told}: {requests} requests, some {takes_s:.0f} s, do not fit into its window"
            )
        return TOGETHER

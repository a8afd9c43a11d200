"""What came of a run: of each part its figures, of the whole which thresholds were kept, and what its end means.

It decides exits. What was counted wrong stays wrong, whatever else came; figures of a run whose generator fell behind
mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadtests import records

if TYPE_CHECKING:
    from loadtests import thresholds
    from loadtests.arrival import Part
    from loadtests.books import Books
    from loadtests.boundary import Boundary
    from loadtests.latency import Latency
    from loadtests.plan import Expectation

OK, WRONG, UNKNOWN, INTERRUPTED = 0, 1, 3, 130


@dataclass
class PartResult:
    """What came of one part. `busy`: what this machine was doing meanwhile, where it was too much to time anything."""

    part: Part
    expected: Expectation
    latency: Latency
    kinds: dict[str, int]
    errors: dict[str, int]
    boundary: Boundary
    books: Books | None
    busy: str = ""
    growth: dict[str, float | None] = field(default_factory=dict)


@dataclass
class Result:
    """What came of a run."""

    profile: str
    parts: list[PartResult] = field(default_factory=list)
    kept: list[thresholds.Kept] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    interrupted: bool = False
    broke: str = ""

    @property
    def exit_code(self) -> int:
        """0 kept, 1 the target is wrong, 3 nobody can tell, 130 stopped. What was counted wrong stays wrong."""
        broken = {one.group for one in self.kept if not one.kept and not one.excused}
        excused = any(one.excused for one in self.kept if not one.kept)
        if self.interrupted:
            return INTERRUPTED
        if broken & {"admission", "books"}:
            return WRONG
        if "generator" in broken or self.broke or not self.parts:
            return UNKNOWN
        if broken:
            return WRONG
        return UNKNOWN if excused else OK

    @property
    def unsent(self) -> int:
        """How many requests the generator did not send, or wrote nothing down of."""
        return sum(one.kinds.get(name, 0) for one in self.parts for name in ("unsent", "missing"))


def excuse(found: PartResult, kept: thresholds.Kept) -> str:
    """Say why a threshold that was not kept is not the target's: times, and answers that did not come in time."""
    of_time = kept.group == "latency_ms" or (kept.group, kept.name) == ("errors", "silent")
    return found.busy if of_time else ""


def errors_of(part: Part, outcomes: records.Outcomes) -> dict[str, int]:
    """Count answers that were not due, by kind. A 429 is judged by its window, an expected 500 is none."""
    errors = dict.fromkeys(("failed", "refused", "skipped", "silent", "other", "unsent"), 0)
    for number, arrival in enumerate(part.arrivals()):
        name = records.KINDS[outcomes.kind[number]]
        if name in errors and not (name == "failed" and not arrival.stored):
            errors[name] += 1
    return errors


def figures_of(found: PartResult) -> dict[str, dict[str, float | None]]:
    """Give every figure that a threshold may be about."""
    latency = found.latency
    share = latency.late_starts / latency.sent if latency.sent else 0.0
    told = found.books.told() if found.books else {}
    return {
        # Where the clock stood still, no request was where it should not be, however late it left.
        "generator": {
            **({} if found.part.moved else {"late_share": round(share, 4)}),
            **{name: found.kinds.get(name, 0) for name in ("unsent", "missing")},
        },
        "admission": {"too_many": found.boundary.too_many, "too_few": found.boundary.too_few},
        "books": {name: value for name, value in told.items() if isinstance(value, int)},
        "errors": dict(found.errors),
        "latency_ms": dict(latency.corrected_ms),
        "growth": found.growth,
    }

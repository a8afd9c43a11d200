"""How long answers took, and how late requests left: percentiles and a series over time.

`raw` is from when a request was sent, `corrected` from when the schedule wanted it: a generator or a target that
stalls makes the requests behind it late, and only the corrected figure shows that. It judges nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from loadtests import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadtests.records import Outcomes

PERCENTILES = (50, 90, 95, 99, 99.9)
POINTS_MAX = 240
# A machine of which so much is taken makes everybody late, and nobody's time is his own.
BUSY_SHARE = 0.9
ANSWERED = (records.SYNCED, records.SKIPPED, records.LIMITED, records.REFUSED, records.FAILED, records.OTHER)


@dataclass(frozen=True)
class Latency:
    """Percentiles by name (`p50` … `p99.9`, `max`) in milliseconds; `per_s` is answers a second of the part."""

    raw_ms: dict[str, float]
    corrected_ms: dict[str, float]
    late_ms: dict[str, float]
    late_starts: int
    sent: int
    answered: int
    lasted_s: float
    per_s: float
    series: list[dict[str, Any]]

    def told(self) -> dict[str, Any]:
        """Give everything, for reports."""
        return asdict(self)


def measure(outcomes: Outcomes, late_ms: float) -> Latency:
    """Take the figures of one part. A start later than `late_ms` is a late one."""
    answered = list(outcomes.numbers(*ANSWERED))
    sent = list(outcomes.sent())
    late = sorted((outcomes.sent_us[n] - outcomes.due_us[n]) / 1_000 for n in sent)
    raw = sorted((outcomes.done_us[n] - outcomes.sent_us[n]) / 1_000 for n in answered)
    corrected = sorted((outcomes.done_us[n] - outcomes.due_us[n]) / 1_000 for n in answered)
    first_us = min((outcomes.due_us[n] for n in sent), default=0)
    last_us = max((outcomes.done_us[n] for n in sent), default=0)
    lasted_s = (last_us - first_us) / 1e6
    return Latency(
        percentiles(raw),
        percentiles(corrected),
        percentiles(late),
        sum(one > late_ms for one in late),
        len(sent),
        len(answered),
        round(lasted_s, 3),
        round(len(answered) / lasted_s, 1) if lasted_s else 0.0,
        _series(outcomes, sent, first_us, lasted_s),
    )


def too_busy(share: float, late_ms: float, late_ms_max: float) -> str:
    """Say why times taken on this machine mean nothing, or nothing: it was taken, or requests left late of themselves.

    `share`: of the machine's time, by whomever; `late_ms`: how late a percent of the requests left, and more.
    """
    if share >= BUSY_SHARE:
        return f"this machine was {share:.0%} busy"
    return f"requests left up to {late_ms:g} ms late" if late_ms > late_ms_max else ""


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Give the percentiles of sorted values; of none there are none."""
    if not values:
        return {}
    last = len(values) - 1
    found = {f"p{p:g}": round(values[min(last, int(len(values) * p / 100))], 2) for p in PERCENTILES}
    return {**found, "max": round(values[-1], 2)}


def _series(outcomes: Outcomes, sent: Sequence[int], first_us: int, lasted_s: float) -> list[dict[str, Any]]:
    """Give a point for each stretch of time: how many left, of which kinds, and what their answers took."""
    if not sent:
        return []
    step_s = max(0.25, lasted_s / POINTS_MAX)
    stretches: dict[int, list[int]] = {}
    for number in sent:
        stretches.setdefault(int((outcomes.due_us[number] - first_us) / 1e6 / step_s), []).append(number)
    return [_point(outcomes, numbers, place * step_s) for place, numbers in sorted(stretches.items())]


def _point(outcomes: Outcomes, numbers: Sequence[int], at_s: float) -> dict[str, Any]:
    answered = [n for n in numbers if outcomes.kind[n] in ANSWERED]
    raw = percentiles(sorted((outcomes.done_us[n] - outcomes.sent_us[n]) / 1_000 for n in answered))
    corrected = percentiles(sorted((outcomes.done_us[n] - outcomes.due_us[n]) / 1_000 for n in answered))
    kinds: dict[str, int] = {}
    for number in numbers:
        name = records.KINDS[outcomes.kind[number]]
        kinds[name] = kinds.get(name, 0) + 1
    return {
        "at_s": round(at_s, 2),
        "requests": len(numbers),
        "kinds": kinds,
        "raw_p50": raw.get("p50"),
        "p50": corrected.get("p50"),
        "p99": corrected.get("p99"),
    }

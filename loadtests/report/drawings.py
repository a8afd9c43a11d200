"""Figures as numbers: where bars, lines and dots stand. Templates draw them. It decides scales; it knows no colour.

Every drawing is 920 wide; y grows downwards, as in SVG.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDTH, HEIGHT = 920, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 62, 16, 34
BARS_MAX = 24
KINDS = ("synced", "limited", "failed", "refused", "skipped", "silent", "other", "unsent", "missing")


@dataclass(frozen=True)
class Scale:
    """From a figure to a place: linear from 0 to `top`, with marks."""

    top: float
    height: int = HEIGHT

    def y(self, value: float) -> float:
        """Give the place of a value."""
        room = self.height - TOP - BOTTOM
        return round(self.height - BOTTOM - min(value, self.top) / self.top * room, 1)

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Give places and words of the marks."""
        step = _round_step(self.top / 4)
        return [(self.y(step * n), f"{step * n:g}") for n in range(int(self.top / step) + 1)]


def bars(windows: Sequence[Mapping[str, Any]], limit: int) -> dict[str, Any]:
    """Draw windows one by one: offered and admitted beside the limit. The wrong ones first, then the fullest."""
    ranked = sorted(windows, key=lambda w: (not _wrong(w), -w["offered"]))[:BARS_MAX]
    ranked = sorted(ranked, key=lambda w: (w["client"], w["number"]))
    scale = Scale(max([limit * 1.15, *(_offered(w) for w in ranked)]) * 1.05)
    room = (WIDTH - LEFT - RIGHT) / max(1, len(ranked))
    width = min(34.0, room * 0.72)
    drawn = []
    for place, window in enumerate(ranked):
        x = LEFT + room * place + (room - width) / 2
        drawn.append(
            {
                "x": round(x, 1),
                "middle": round(x + width / 2, 1),
                "offered_y": scale.y(_offered(window)),
                "admitted_y": scale.y(window["admitted"] + window["admitted_perhaps"]),
                "offered": _offered(window),
                "admitted": window["admitted"] + window["admitted_perhaps"],
                "wrong": _wrong(window),
                "client": window["client"],
                "number": window["number"],
                "expected": window["expected"],
            }
        )
    left_out = len(windows) - len(ranked)
    return {"bars": drawn, "width": round(width, 1), "scale": scale, "limit_y": scale.y(limit), "left_out": left_out}


def scatter(windows: Iterable[Mapping[str, Any]], limit: int) -> dict[str, Any]:
    """Draw all windows in one: admitted over offered, a dot for those alike, beside what a right gateway does."""
    alike = Counter((_offered(w), w["admitted"] + w["admitted_perhaps"], _wrong(w)) for w in windows)
    offered_top = max([limit * 1.3, *(offered for offered, _, _ in alike)]) * 1.05
    scale = Scale(max([limit * 1.15, *(admitted for _, admitted, _ in alike)]) * 1.05)

    def x(value: float) -> float:
        return round(LEFT + value / offered_top * (WIDTH - LEFT - RIGHT), 1)

    dots = [
        {
            "x": x(offered),
            "y": scale.y(admitted),
            "r": round(3 + 2.2 * math.log10(count), 1),
            "count": count,
            "offered": offered,
            "admitted": admitted,
            "wrong": wrong,
        }
        for (offered, admitted, wrong), count in sorted(alike.items(), key=lambda one: -one[1])
    ]
    step = _round_step(offered_top / 6)
    marks = [(x(step * n), f"{step * n:g}") for n in range(int(offered_top / step) + 1)]
    right = [(x(0), scale.y(0)), (x(limit), scale.y(limit)), (x(offered_top), scale.y(limit))]
    return {"dots": dots, "scale": scale, "marks": marks, "right": _points(right), "windows": sum(alike.values())}


def over_time(series: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Draw latency over time as three lines, and what was answered beneath as stacked bars."""
    if len(series) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    last_s = series[-1]["at_s"] or 1.0

    def x(at_s: float) -> float:
        return round(LEFT + at_s / last_s * (WIDTH - LEFT - RIGHT), 1)

    scale = Scale(max(1.0, *(p["p99"] or 0 for p in series)) * 1.1)
    lines = {
        name: _points([(x(p["at_s"]), scale.y(p[name])) for p in series if p[name] is not None])
        for name in ("p99", "p50", "raw_p50")
    }
    counted = Scale(max(p["requests"] for p in series) * 1.1, 120)
    width = max(1.0, (WIDTH - LEFT - RIGHT) / len(series) * 0.9)
    stacks = [stack for p in series for stack in _stack(p, x(p["at_s"]), width, counted)]
    step = _round_step(last_s / 6)
    marks = [(x(step * n), f"{step * n:g} s") for n in range(int(last_s / step) + 1)]
    kinds = [kind for kind in KINDS if any(p["kinds"].get(kind) for p in series)]
    return {"scale": scale, "lines": lines, "stacks": stacks, "counted": counted, "marks": marks, "kinds": kinds}


def memory(samples: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Draw memory of both processes over a run's samples, where there are enough of them to see anything."""
    if len(samples) < 6:  # noqa: PLR2004
        return None
    names = [name for name in ("gateway_mb", "generator_mb") if any(s.get(name) for s in samples)]
    scale = Scale(max(s.get(name) or 0 for s in samples for name in names) * 1.15)
    first, last = samples[0]["at_ms"], samples[-1]["at_ms"]

    def x(at_ms: int) -> float:
        return round(LEFT + (at_ms - first) / max(1, last - first) * (WIDTH - LEFT - RIGHT), 1)

    lines = {name: _points([(x(s["at_ms"]), scale.y(s[name])) for s in samples if s.get(name)]) for name in names}
    connections = [s["connections"] for s in samples if s.get("connections")]
    return {"scale": scale, "lines": lines, "lasted_s": (last - first) / 1000, "connections": connections}


def _stack(point: Mapping[str, Any], x: float, width: float, scale: Scale) -> list[dict[str, Any]]:
    drawn, below = [], 0
    for kind in KINDS:
        count = point["kinds"].get(kind, 0)
        if count:
            y = scale.y(below + count)
            drawn.append(
                {"x": x, "y": y, "width": round(width, 1), "height": round(scale.y(below) - y, 1), "kind": kind}
            )
            below += count
    return drawn


def _offered(window: Mapping[str, Any]) -> int:
    return window["offered"] + window["perhaps"] + window["unknown"]


def _wrong(window: Mapping[str, Any]) -> bool:
    return bool(window["too_many"] or window["too_few"])


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)


def _round_step(rough: float) -> float:
    """Give a round number near this one: 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(max(rough, 1e-9)))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= rough)

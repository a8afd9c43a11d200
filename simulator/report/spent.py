"""How a run's time is shared out among its clauses, so that it adds up although checks overlap.

It decides one thing: an instant in which three checks ran counts a third for each. How long a check itself took is in
results.json. It knows no report.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def shares_ms(spans: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Give each check its share of the time in which it ran; their sum is the time in which any check ran."""
    shares = dict.fromkeys(spans, 0.0)
    running: set[str] = set()
    edges = sorted({edge for span in spans.values() for edge in span})
    begins, ends = _by_time(spans, 0), _by_time(spans, 1)
    for now, later in pairwise(edges):
        running = (running | begins.get(now, set())) - ends.get(now, set())
        for name in running:
            shares[name] += (later - now) / len(running)
    return shares


def _by_time(spans: Mapping[str, tuple[int, int]], which: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for name, span in spans.items():
        found.setdefault(span[which], set()).add(name)
    return found

"""The badge, made offline: badge.svg, and badge.json for whoever draws it elsewhere (shields.io, *endpoint*).

It decides the badge's few words. Widths are those of Verdana at 11 px, as far as a badge needs them.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from simulator.report.overview import AS_FAR_AS_SEEN, HELD, overview

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.report.overview import Overview
    from simulator.report.recorded import Recorded

LABEL = "opsmantik"
COLOURS = {"good": "#2c8a4f", "thin": "#9a6a00", "bad": "#c2312a", "unknown": "#7a52a8", "cut": "#9a6a00"}
HEIGHT_PX = 20
PADDING_PX = 7
NARROW = frozenset("fijl.,:;'|I!() 1tr")


def message(head: Overview) -> str:
    """Give the words: of what was asked for how much holds, how much is broken, or why nobody knows."""
    held = sum(head.counts.get(verdict, 0) for verdict in HELD)
    of = f"{head.coverage.all_of}{' asked' if head.narrowed else ''}"
    if head.kind == "good":
        return f"{held} of {of} hold"
    if head.kind == "thin":
        return f"{held} of {of} hold, {AS_FAR_AS_SEEN}"
    if head.kind == "bad":
        return f"{len(head.broken)} of {of} broken" if head.broken else "baseline outdated"
    return head.word.lower()


def endpoint(head: Overview) -> dict[str, object]:
    """Give what shields.io calls an endpoint."""
    return {"schemaVersion": 1, "label": LABEL, "message": message(head), "color": COLOURS[head.kind]}


def svg(head: Overview) -> str:
    """Draw the badge."""
    said, colour = message(head), COLOURS[head.kind]
    left, right = _width_px(LABEL), _width_px(said)
    texts = "".join(
        f'<text x="{middle}" y="14" textLength="{width - 2 * PADDING_PX}">{escape(text)}</text>'
        for text, middle, width in ((LABEL, left / 2, left), (said, left + right / 2, right))
    )
    title = escape(f"{LABEL}: {said}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT_PX}" role="img"'
        f' aria-label="{title}"><title>{title}</title><clipPath id="r"><rect width="{left + right}"'
        f' height="{HEIGHT_PX}" rx="4"/></clipPath><g clip-path="url(#r)"><rect width="{left}" height="{HEIGHT_PX}"'
        f' fill="#3d444d"/><rect x="{left}" width="{right}" height="{HEIGHT_PX}" fill="{colour}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{texts}</g></svg>\n"
    )


def write(run: Recorded, directory: Path) -> None:
    """Write badge.svg and badge.json."""
    head = overview(run)
    (directory / "badge.svg").write_text(svg(head), "utf-8")
    (directory / "badge.json").write_text(json.dumps(endpoint(head)) + "\n", "utf-8")


def _width_px(text: str) -> int:
    return 2 * PADDING_PX + sum(4 if char in NARROW else 7 for char in text)

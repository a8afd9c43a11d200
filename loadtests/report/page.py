"""report.html of a load run: one file that needs nothing else, with the boundary drawn.

Everything that a target sent is escaped by the templates. It decides what is on the page; how it looks is in
`templates/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from loadtests.books import LEGEND
from loadtests.report import drawings
from simulator.report.html import TEMPLATES as SHARED
from simulator.report.words import plain

if TYPE_CHECKING:
    from loadtests.report.recorded import Recorded

TEMPLATES = Path(__file__).with_name("templates")


def draw(run: Recorded) -> str:
    """Give the document."""
    windows: dict[str, list[dict]] = {}
    for window in run.windows():
        windows.setdefault(window["part"], []).append(window)
    limit = run.planned.get("settings", {}).get("limit", 100)
    bounds = {
        part: {"bars": drawings.bars(found, limit), "scatter": drawings.scatter(found, limit)}
        for part, found in windows.items()
    }
    times = {part["part"]: drawings.over_time(part["latency"]["series"]) for part in run.parts}
    return (
        _environment()
        .get_template("load.html.j2")
        .render(
            run=run,
            limit=limit,
            legend=LEGEND.replace("`", ""),
            bounds=bounds,
            times=times,
            memory=drawings.memory(run.samples),
            d=drawings,
            locust=sorted(path.name for path in run.directory.glob("order-*-locust.html")),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = plain
    return made

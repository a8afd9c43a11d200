"""Acts played in the engine, and pages of our own to play them on.

Decides how a test says a visit. It must not know what is expected of one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.page.acts import Go, Run
from simulator.page.scenery import Page, Settings
from simulator.page.stage import play
from simulator.page.theatre import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.judge.visit import Visit
    from simulator.page.acts import Act, Moment

TRACKER = Path(__file__).parents[3].joinpath("tracker", "ux-core.js").read_text("utf-8")
BLOB = "new Blob([body], {type: 'application/json'})"
FETCH = "{method: 'POST', headers: {'Content-Type': 'application/json'}, body, credentials: 'omit', keepalive: true}"


@dataclass(frozen=True)
class Scene:
    """As much of a scenario as can be played."""

    acts: tuple[Act, ...]
    pages: Mapping[str, Page] = field(default_factory=dict)
    starts: Moment | None = None
    settings: Settings = field(default_factory=Settings)


def visit(*acts: Act, seed: int = 1, months: int = 2, **given: Any) -> Visit:
    """Play acts with our tracker."""
    return play(Scene(acts, **given), Terms(TRACKER, seed=seed, months=months))


def page(head: str = "", body: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Page:
    """Write a page without the tracker."""
    return Page(f"<!doctype html><html><head><title>T</title>{head}</head><body>{body}</body></html>", headers)


def value_of(script: str, *before: Act, **given: Any) -> Any:
    """Give what an expression comes to on a page at `/own`, or the name of what it throws."""
    pages = given.pop("pages", {"/own": page()})
    seen = visit(Go("/own"), *before, Run(script, keep="value"), pages=pages, **given).ran("value")
    return seen.error or seen.value if seen else None

"""Who draws runs that are not of `verify`: each room adds what draws its own, and is asked in turn.

It must not know what other runs look like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Each writes a run's reports and gives the page, or None where the run is not of its kind.
DRAWERS: list[Callable[[Path], Path | None]] = []


def redraw_elsewhere(directory: Path) -> Path | None:
    """Let whoever knows this kind of run draw it; None where nobody does."""
    return next((page for draw in DRAWERS if (page := draw(directory)) is not None), None)

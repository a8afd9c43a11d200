"""Everything that is written at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_all(directory: Path) -> Path:
    """Write every report."""
    return directory / "report.html"

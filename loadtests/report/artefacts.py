"""Everything that is written at the end of a load run, from what it wrote down."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from loadtests.report import files, page
from loadtests.report.recorded import read
from simulator.report.redrawing import DRAWERS

if TYPE_CHECKING:
    from pathlib import Path

    from loadtests.report.recorded import Recorded


def write_all(directory: Path) -> Path:
    """Write load.json, load.csv, junit.xml and report.html; give the page."""
    return _write(read(directory))


def redraw(directory: Path) -> Path | None:
    """Write them anew where this was a load run; what cannot be read is not for us to refuse."""
    with suppress(ValueError):
        run = read(directory)
        return _write(run) if run.planned else None
    return None


def _write(run: Recorded) -> Path:
    files.write_json(run, run.directory / "load.json")
    files.write_csv(run, run.directory / "load.csv")
    files.write_junit(run, run.directory / "junit.xml")
    path = run.directory / "report.html"
    path.write_text(page.draw(run), "utf-8", "backslashreplace")
    return path


DRAWERS.append(redraw)

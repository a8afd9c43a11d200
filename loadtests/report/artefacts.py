"""Everything that is written at the end of a load run, from what it wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadtests.report import files, page
from loadtests.report.recorded import read

if TYPE_CHECKING:
    from pathlib import Path


def write_all(directory: Path) -> Path:
    """Write load.json, load.csv, junit.xml and report.html; give the page."""
    run = read(directory)
    files.write_json(run, directory / "load.json")
    files.write_csv(run, directory / "load.csv")
    files.write_junit(run, directory / "junit.xml")
    path = directory / "report.html"
    path.write_text(page.draw(run), "utf-8", "backslashreplace")
    return path

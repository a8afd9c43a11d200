"""Every file that a run leaves for its readers, written from what the run told. It decides which files there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge import events
from simulator.report import badge, html, junit, markdown, matrix, recorded, results_json, timeline

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "report.html"
# Where it lies in the run's directory, the release's kill matrix is drawn into the page.
MATRIX = "matrix.html"


def write_all(directory: Path, matrix_file: Path | None = None) -> Path | None:
    """Write a run's reports into its directory, and give the page; None for a run that never started."""
    told = list(events.read(directory))
    results_json.write(told, directory / "results.json")
    if not any(event["event"] == "run_started" for event in told):
        return None
    write_timelines(directory)
    run = recorded.read(directory)
    junit.write(run, directory / "junit.xml")
    markdown.write(run, directory / "summary.md")
    badge.write(run, directory)
    beside = directory / MATRIX
    source = matrix_file or (beside if beside.exists() else None)
    html.write(run, directory / PAGE, matrix.read(source) if source else None)
    return directory / PAGE


def redraw(directory: Path, matrix_file: Path | None = None) -> Path:
    """Write the reports of a run that is there anew, and give the page; `RunUnreadable` for one that never started."""
    try:
        recorded.read(directory)
    except recorded.RunUnreadable:
        page = write_timelines(directory)  # of `browse` there is no more
        if page is None:
            raise
        return page
    return write_all(directory, matrix_file) or directory / PAGE


def write_timelines(directory: Path) -> Path | None:
    """Write the page of each playing of a run, and their list; give the list, or None where there are none."""
    playings = timeline.directories(directory)
    tracker = _tracker_of(directory) if playings else ""
    for playing in playings:
        timeline.write(playing, tracker)
    return timeline.write_index(directory)


def _tracker_of(directory: Path) -> str:
    """Give the tracker that was named, or nothing: in runs of `verify` it stands in the target."""
    began = next((one for one in events.read(directory) if one["event"] in ("run_started", "browse_started")), {})
    return began.get("tracker") or began.get("target", {}).get("tracker") or ""

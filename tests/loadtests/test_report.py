"""The reports of a load run: drawn from what it wrote down, needing nothing else, and never markup of a target's."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from loadtests.admission import Seen, windows_of
from loadtests.boundary import Boundary
from loadtests.report import artefacts, drawings
from simulator.report.redrawing import redraw_elsewhere

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '<script>alert("you")</script>'
LIMIT = 100
SUMS = {"requests": 103, "synced": 100, "limited": 3, "failed": 0, "stamps": 0, "clients": 1}
EVENTS = ("synced", "stored", "lost", "doubled", "stray", "misplaced", "unknown", "unknown_stored")
CALLS = ("stamps", "calls", "calls_lost", "calls_doubled", "calls_stray")
BOOKS = dict.fromkeys((*EVENTS, *CALLS), 0)
POINT = {"requests": 5, "kinds": {"synced": 4, "limited": 1}, "raw_p50": 2.0, "p50": 3.0, "p99": 9.0}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run in which one client was let through once too often, and the target said something hostile."""
    windows = windows_of(HOSTILE, [Seen(at, at, admitted=at < LIMIT + 1, rank=at) for at in range(103)], LIMIT, 60_000)
    drawn = Boundary("ledger", windows)
    lines = [{"part": "edge", **asdict(one)} for one in windows]
    (tmp_path / "windows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    latency = {
        "raw_ms": {"p50": 1.0, "p99": 2.0},
        "corrected_ms": {"p50": 1.5, "p90": 1.8, "p99": 2.5, "max": 3.0},
        "late_ms": {"p99": 0.4},
        "late_starts": 0,
        "sent": 103,
        "answered": 103,
        "lasted_s": 1.0,
        "per_s": 103.0,
        "series": [{"at_s": 0.0, **POINT}, {"at_s": 0.5, **POINT}],
    }
    target = {"gateway": HOSTILE}
    told = [
        {"event": "measuring_started", "verb": "load edge", "seed": 7, "version": "0.1.0", "spec_sha256": "ab" * 32,
         "target": target, "postgres": "PostgreSQL", "directory": str(tmp_path)},
        {"event": "target_found", "line": f"{HOSTILE} at http://127.0.0.1:1; controls present"},
        {"event": "load_planned", "profile": "edge", "title": "the limit and one more",
         "settings": {"profile": "edge", "seed": 7, "limit": LIMIT, "window_ms": 60_000, "addressing": "forwarded",
                      "moved": True, "scale": 0.5, "rate_per_s": None, "duration_s": None},
         "options": {"workers": 2}},
        {"event": "part_finished", "part": "edge", "expected": SUMS, "kinds": {"synced": 101, "limited": 2},
         "errors": {"failed": 1, "refused": 0, "skipped": 0, "silent": 0, "other": 0, "unsent": 0},
         "latency": latency, "boundary": drawn.told(LIMIT), "books": {**BOOKS, "closed": True}, "growth": {},
         "ledger_broken": "", "notes": [HOSTILE]},
        {"event": "threshold", "group": "admission", "name": "edge: too_many", "bound": 0, "came": 1, "kept": False},
        {"event": "threshold", "group": "books", "name": "edge: lost", "bound": 0, "came": 0, "kept": True},
        {"event": "load_finished", "exit_code": 1, "interrupted": False, "broke": ""},
    ]  # fmt: skip
    (tmp_path / "events.jsonl").write_text("".join(json.dumps({"at_ms": 1, **one}) + "\n" for one in told), "utf-8")
    artefacts.write_all(tmp_path)
    return tmp_path


def test_the_page_says_what_was_wrong_and_needs_nothing_else(run: Path) -> None:
    page = (run / "report.html").read_text("utf-8")
    repeat = "opsmantik load edge --seed 7 --scale 0.5"
    for text in ("Wrong", "too_many was 1, at most 0", "limit 100", "101/103", repeat):
        assert text in page, text
    assert "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'" in page
    assert not [word for word in ("src=", "@import", "url(", "<link") if word in page]


def test_what_a_target_sent_is_text(run: Path) -> None:
    """As its name, its clients, its answers."""
    page = (run / "report.html").read_text("utf-8")
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") >= 3


def test_junit_has_a_case_for_each_threshold(run: Path) -> None:
    root = ET.parse(run / "junit.xml").getroot()  # noqa: S314 - our own file
    assert ("2", "1", "0") == tuple(root.get(name) for name in ("tests", "failures", "errors"))


def test_the_table_has_a_line_for_each_window(run: Path) -> None:
    with (run / "load.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert ("103", "101", "100", "1") == (line["offered"], line["admitted"], line["expected_max"], line["too_many"])


def test_the_json_carries_what_the_page_is_drawn_from(run: Path) -> None:
    told = json.loads((run / "load.json").read_text("utf-8"))
    assert (1, "Wrong", 1) == (told["exit_code"], told["word"], told["parts"][0]["boundary"]["too_many"])


def test_a_run_without_an_end_is_told_as_one(run: Path) -> None:
    """Reports of a run that was killed say that nobody can tell."""
    lines = (run / "events.jsonl").read_text("utf-8").splitlines(keepends=True)
    (run / "events.jsonl").write_text("".join(lines[:3]), "utf-8")
    artefacts.write_all(run)
    assert "did not come to its end" in (run / "report.html").read_text("utf-8")


def test_many_windows_are_one_dot_where_they_are_alike() -> None:
    alike = [asdict(windows_of(str(n), [Seen(0, 0, admitted=True)], LIMIT, 60_000)[0]) for n in range(1_000)]
    assert [1_000] == [dot["count"] for dot in drawings.scatter(alike, LIMIT)["dots"]]
    assert drawings.BARS_MAX == len(drawings.bars(alike, LIMIT)["bars"])


def test_a_load_run_is_drawn_anew_and_other_runs_are_left_to_others(run: Path, tmp_path: Path) -> None:
    artefacts.write_all(run)
    names = ("report.html", "load.json", "load.csv", "junit.xml")
    before = {name: (run / name).read_bytes() for name in names}
    for name in names:
        (run / name).unlink()
    assert redraw_elsewhere(run) == run / "report.html"
    assert {name: (run / name).read_bytes() for name in names} == before
    other = tmp_path / "other"
    other.mkdir()
    (other / "events.jsonl").write_text('{"event": "run_started"}\n', "utf-8")
    assert redraw_elsewhere(other) is None

"""junit.xml, as CI reads it: what is known is skipped, a dead target is one error, times add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.report import artefacts, html, junit, markdown, recorded
from simulator.report.spent import shares_ms
from tests.simulator.report import written_run
from tests.simulator.report.written_run import CLAUSES, check, clause

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from pathlib import Path

KNOWN = {"clause": "GWY-102", "reason": "next release", "since": "2026-11-23"}
GONE = {"clause": "GWY-101", "reason": "was odd", "since": "2026-11-01"}
COMPARED = {"event": "baseline_compared", "known": [KNOWN], "gone": [GONE], "unseen": [], "unasked": [], "new": []}


def case(root: ET.Element, clause_id: str) -> ET.Element:
    return next(one for one in root.iter("testcase") if one.get("name", "").startswith(clause_id))


def told(root: ET.Element) -> dict[str, str]:
    return {one.get("name", ""): one.get("value", "") for one in root.iter("property")}


def finished(check_name: str, began_ms: int, ended_ms: int) -> dict[str, object]:
    return {"event": "check_finished", "check": check_name, "at_ms": ended_ms, "duration_ms": ended_ms - began_ms}


def test_what_the_baseline_knows_is_skipped_and_what_it_no_longer_needs_fails(tmp_path: Path) -> None:
    run = recorded.read(written_run.write(tmp_path, more=[COMPARED]))
    root = junit.build(run)
    assert case(root, "GWY-102").find("skipped").get("message") == "known: next release (since 2026-11-23)"
    assert case(root, "GWY-102").find("failure") is None
    assert "holds: take it out of the baseline" in case(root, "GWY-101").find("failure").get("message")
    assert (root.get("failures"), root.get("errors"), root.get("skipped")) == ("1", "1", "2")
    assert '<span class="chip">known</span>' in html.page(run)
    assert "- **GWY-102** since 2026-11-23: `next release`" in markdown.build(run)


def test_a_failure_holds_the_lines_that_show_it(tmp_path: Path) -> None:
    root = junit.build(recorded.read(written_run.write(tmp_path)))
    text = case(root, "GWY-102").find("failure").text
    assert "curl -sS -i -X POST http://127.0.0.1:8801/api/sync" in text
    assert 'psql -X -x "$DATABASE_URL" -c "SELECT * FROM sessions' in text
    assert text.index("cors.broken: status: expected 403") < text.index("curl")


def test_the_head_says_what_was_judged_of_what_and_how_it_ended(tmp_path: Path) -> None:
    head = told(junit.build(recorded.read(written_run.write(tmp_path))))
    assert head["judged"] == "4 of 6 clauses: MUST 2 of 3, SHOULD 1 of 1, MAY 0 of 1, HAZ 1 of 1"
    assert head["not_judged"] == "1 unknown, 1 without a check in this version"
    assert (head["verdict"], head["exit_code"], head["reason"]) == ("Broken", "1", "the target is wrong")


def test_a_target_that_cannot_be_judged_is_one_error_with_its_cause(tmp_path: Path) -> None:
    refused = {"event": "run_refused", "exit_code": 2, "reason": "expected a gateway at x; came: nothing; start it"}
    directory = written_run.write(tmp_path, clauses=(), finished=False, more=[refused], seed=None)
    artefacts.write_all(directory)
    root = junit.build(recorded.read(directory))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    assert root.find(".//error").get("message") == "expected a gateway at x; came: nothing; start it"
    summary = (directory / "summary.md").read_text("utf-8")
    assert "Not judged\n\nExpected a gateway at x; came: nothing; start it.\n" in summary
    assert "**Judged 0 of 6 clauses.**" in summary
    assert "<h2>Clauses</h2>" not in (directory / "report.html").read_text("utf-8")
    assert "seed" not in told(root)
    assert "None" not in summary


def test_the_shares_of_checks_that_overlap_add_up() -> None:
    shares = shares_ms({"one": (0, 100), "two": (50, 100), "three": (200, 260), "none": (10, 10)})
    assert shares == pytest.approx({"one": 75, "two": 25, "three": 60, "none": 0})


def test_times_add_up_to_no_more_than_the_run(tmp_path: Path) -> None:
    """Two clauses whose checks overlap, one of them with two: their cases, suites and the run agree."""
    both = [check("a.long", "GWY-201", "valid"), check("a.longer", "GWY-201", "valid")]
    clauses = [clause("GWY-201", "MUST", "valid", *both)]
    clauses += [clause("GWY-202", "MUST", "valid", check("a.b", "GWY-202", "valid"))]
    spans = [finished("a.long", 1000, 2000), finished("a.longer", 1000, 2200), finished("a.b", 1500, 2500)]
    root = junit.build(recorded.read(written_run.write(tmp_path, clauses=clauses, more=spans)))
    times = [float(one.get("time")) for one in root.iter("testcase")]
    assert sum(times) == pytest.approx(1.5)
    assert sum(float(one.get("time")) for one in root.iter("testsuite")) == pytest.approx(1.5)
    assert root.get("time") == "1.500"


def test_a_run_of_an_earlier_version_is_drawn(tmp_path: Path) -> None:
    """No reason, no share of the time, no baseline: what it did not tell is left out."""
    root = junit.build(recorded.read(written_run.write(tmp_path)))
    assert len(list(root.iter("testcase"))) == len(CLAUSES)
    assert root.get("failures") == "1"

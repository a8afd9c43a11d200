"""What was judged of what stands at every head, with advice that adds up; a shared cause comes before its findings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from simulator.report import badge, html, markdown, recorded, results_json
from simulator.report.causes import causes
from simulator.report.coverage import coverage, want
from simulator.report.overview import overview
from tests.simulator.report import written_run
from tests.simulator.report.written_run import check, clause

if TYPE_CHECKING:
    from pathlib import Path

NO_ROWS = "no database: rows cannot be seen without --database"
NO_CLOCK = "no controls: the gateway's clock cannot be moved without --controls"
NO_START = "the gateway was not started by the harness: its configuration cannot be varied without --start"
NO_SITE = "no site of this target is known: name one with --site, or a --database where one can be made"


def unseen(number: int, *reasons: str, level: str = "MUST") -> dict[str, Any]:
    name = f"GWY-{number}"
    told = [check(f"a.c{number}", name, "not observable", reason=reason) for reason in reasons]
    return clause(name, level, "not observable", *told)


def fine(number: int, level: str = "MUST") -> dict[str, Any]:
    return clause(f"GWY-{number}", level, "valid", check(f"a.c{number}", f"GWY-{number}", "valid"))


def unknown(number: int, reason: str) -> dict[str, Any]:
    name = f"GWY-{number}"
    return clause(name, "MUST", "unknown", check(f"a.c{number}", name, "unknown", reason=reason))


@pytest.mark.parametrize(
    ("reasons", "flags"),
    [
        ([NO_ROWS], "--database"),
        ([f"{NO_CLOCK}; {NO_ROWS}"], "--database and --controls"),
        ([NO_ROWS, NO_CLOCK], "--database and --controls"),
        ([f"{NO_ROWS}; {NO_START}"], "--start"),
        ([NO_SITE], "--site"),
        ([NO_SITE, NO_ROWS], "--database"),
        (["no controls: the gateway's clock cannot be moved"], "--controls"),
        (["this machine cannot call from 127.0.0.9"], "other reasons"),
    ],
)
def test_a_clause_is_unseen_for_want_of_all_that_would_help(reasons: list[str], flags: str) -> None:
    assert want(unseen(101, *reasons)) == flags


def test_the_advice_adds_up_to_what_was_not_judged() -> None:
    clauses = [fine(101), unseen(102, NO_ROWS), unseen(103, NO_ROWS), unseen(104, NO_CLOCK), unseen(105, "odd")]
    clauses += [unseen(106, f"{NO_CLOCK}; {NO_ROWS}"), clause("GWY-107", "MAY", "unknown"), fine(108, "HAZ")]
    seen = coverage(clauses, asked=10)
    assert seen.sentence == "2 of 10 clauses: MUST 1 of 6, MAY 0 of 1, HAZ 1 of 1"
    assert seen.advice == (
        "2 for want of --database, 1 of --controls, 1 of more than one flag at once,"
        " 2 because the run did not come to them, 1 for other reasons, which stand beside the clauses, 1 unknown"
    )
    assert sum(seen.wants.values()) == seen.all_of - seen.all_judged


@pytest.mark.parametrize(
    ("clauses", "thin"),
    [
        ([fine(101), unseen(102, NO_ROWS)], False),
        ([fine(101), unseen(102, NO_ROWS), unseen(103, NO_ROWS)], True),
        ([fine(101, "MAY"), fine(102, "MAY"), unseen(103, NO_ROWS)], True),
        ([fine(101, "MAY"), unseen(102, NO_ROWS, level="MAY"), unseen(103, NO_ROWS, level="MAY")], True),
        ([], False),
    ],
)
def test_below_half_of_must_a_green_is_thin(clauses: list[dict[str, Any]], thin: bool) -> None:  # noqa: FBT001 - a case
    assert coverage(clauses).thin is thin


def test_a_green_that_saw_little_is_amber_everywhere(tmp_path: Path) -> None:
    clauses = [fine(101), unseen(102, NO_ROWS), unseen(103, NO_ROWS)]
    directory = written_run.write(tmp_path, clauses=clauses, asked={})
    events_file = directory / "events.jsonl"
    events_file.write_text(events_file.read_text().replace('"exit_code": 1', '"exit_code": 0'))
    run = recorded.read(directory)
    head = overview(run)
    assert (head.word, head.kind) == ("Holds, as far as seen", "thin")
    assert badge.endpoint(head)["message"] == "1 of 3 hold, as far as seen"
    assert badge.endpoint(head)["color"] == badge.COLOURS["thin"] != badge.COLOURS["good"]
    assert '<header class="verdict thin">' in html.page(run)
    for text in (html.page(run), markdown.build(run)):
        assert "2 for want of --database" in re.sub(r"</?code>|`", "", text)
        assert "As far as seen, nothing in force is broken." in text
    told = json.loads(json.dumps(results_json.build(list(recorded.events.read(directory)))))["judged"]
    assert (told["clauses"], told["of"], told["as_far_as_seen"]) == (1, 3, True)
    assert told["not_judged"] == [{"for_want_of": "--database", "clauses": 2}]


def test_one_cause_of_many_findings_comes_first(tmp_path: Path) -> None:
    gone = "the gateway no longer answers: ConnectError"
    clauses = [unknown(number, gone) for number in range(101, 107)]
    (cause,) = causes([*clauses, fine(110)])
    assert cause.finding == f"unknown: {gone}"
    assert cause.sentence.startswith("6 clauses have one and the same finding: unknown: the gateway")
    run = recorded.read(written_run.write(tmp_path, clauses=clauses))
    for text in (html.page(run), markdown.build(run)):
        assert text.index("Look at this first") < text.index("GWY-101</b>")


def test_a_few_alike_are_no_cause() -> None:
    assert causes([unknown(101, "x"), unknown(102, "x")]) == []

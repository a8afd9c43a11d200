"""What a run leaves: the summary, the badge, results that keep their schema; and all of it again from the stream."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError
from typer.testing import CliRunner

from simulator.judge import events
from simulator.judge.verdict import ClauseVerdict, Outcome
from simulator.report import artefacts, badge, markdown, recorded, results_json
from simulator.report.cli import RUNS, cli
from simulator.report.overview import overview
from tests.house.tree import ROOT
from tests.simulator.report import written_run
from tests.simulator.report.written_run import CLAUSES, NASTY, check, clause

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json.loads((ROOT / "simulator" / "report" / "results.schema.json").read_text("utf-8"))
UNSEEN = [
    clause(f"GWY-20{n}", "MUST", "not observable", check("a.b", f"GWY-20{n}", "not observable", reason=reason))
    for n, reason in enumerate(("no database: name one with --database", "no controls: none without --controls"))
]
ARTEFACTS = {"report.html", "summary.md", "badge.svg", "badge.json", "results.json", "junit.xml"}


def results(directory: Path, **more: Any) -> dict[str, Any]:
    built = results_json.build(events.read(written_run.write(directory, **more)))
    return json.loads(json.dumps(built))


def test_every_artefact_is_there(tmp_path: Path) -> None:
    page = artefacts.write_all(written_run.write(tmp_path))
    assert page == tmp_path / "report.html"
    assert {path.name for path in tmp_path.iterdir()} >= ARTEFACTS


def test_a_run_that_was_refused_before_it_started_has_no_page(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text("")
    assert artefacts.write_all(tmp_path) is None
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize("more", [{}, {"clauses": (), "finished": False}])
def test_results_keep_their_schema(tmp_path: Path, more: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(results(tmp_path, **more))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["clauses"][0].update(verdict="fine"),
        lambda told: told["clauses"][1]["checks"][0].update(what=""),
        lambda told: told["clauses"][0].update(note="more"),
        lambda told: told.pop("seed"),
        lambda told: told["counts"].update(valid=0),
    ],
)
def test_the_schema_bites(tmp_path: Path, spoil: Any) -> None:
    told = results(tmp_path)
    spoil(told)
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(told)


def test_the_schema_knows_every_field_there_is() -> None:
    """A field that is added to an outcome is added to what is published, too."""
    assert set(SCHEMA["$defs"]["check"]["properties"]) == {field.name for field in fields(Outcome)}
    assert set(SCHEMA["$defs"]["clauseVerdict"]["enum"]) == set(get_args(ClauseVerdict))


def test_the_summary_is_a_verdict_a_table_and_the_finds(tmp_path: Path) -> None:
    text = markdown.build(recorded.read(written_run.write(tmp_path)))
    assert text.startswith("## ❌ opsmantik: Broken\n\nThe target is wrong.\n\n")
    assert "**Judged 4 of 6 clauses: MUST 2 of 3, SHOULD 1 of 1, MAY 0 of 1, HAZ 1 of 1.**\n" in text
    assert "Not judged: 1 unknown, 1 without a check in this version.\n" in text
    assert "| **MUST** | 1 | 1 |  | 1 |  |  |" in text
    assert "<summary><b>GWY-102</b> invalid, MUST</summary>" in text
    assert "```sh\n" in text
    assert text.index("GWY-102</b>") < text.index("GWY-103</b>") < text.index("GWY-104</b>")


def test_what_a_target_sent_is_code_in_the_summary(tmp_path: Path) -> None:
    """Backticks of theirs do not end ours, and no tag stands outside of code."""
    assert markdown.code("a`` b` <img>") == "``` a`` b` <img> ```"
    assert markdown.block("x\n```\ny", "sh") == "````sh\nx\n```\ny\n````"
    assert markdown.code("two\nlines") == r"`two\nlines`"
    text = markdown.build(recorded.read(written_run.write(tmp_path)))
    assert NASTY[:9] in text
    assert NASTY[:9] not in re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)


def test_a_long_list_of_finds_is_cut_and_said(tmp_path: Path) -> None:
    wrong = [check("a.b", f"GWY-2{n:02}", "invalid", what="x", expected="1", seen="2") for n in range(50)]
    clauses = [clause(one["clause"], "MUST", "invalid", one) for one in wrong]
    text = markdown.build(recorded.read(written_run.write(tmp_path, clauses=clauses)))
    assert text.count("<details>") == markdown.FINDS_MAX
    assert "… and 30 more; all of them are in report.html." in text


@pytest.mark.parametrize(
    ("clauses", "code", "message"),
    [
        (CLAUSES, 1, "2 of 6 asked broken"),
        (CLAUSES[:1], 0, "1 of 1 asked hold"),
        (CLAUSES[3:4], 3, "not known"),
        ([*CLAUSES[:1], *UNSEEN], 0, "1 of 3 asked hold, as far as seen"),
    ],
)
def test_the_badge_says_how_much_holds(tmp_path: Path, clauses: Any, code: int, message: str) -> None:
    directory = written_run.write(tmp_path, clauses=clauses)
    told = (directory / "events.jsonl").read_text().replace('"exit_code": 1', f'"exit_code": {code}')
    (directory / "events.jsonl").write_text(told)
    head = overview(recorded.read(directory))
    assert badge.endpoint(head)["message"] == message
    drawn = ET.fromstring(badge.svg(head))  # noqa: S314 - ours
    assert drawn.get("aria-label") == f"opsmantik: {message}"
    assert "http" not in badge.svg(head).replace("http://www.w3.org/2000/svg", "")


def test_report_rebuilds_a_run_named_by_path_id_or_latest(tmp_path: Path) -> None:
    directory = written_run.write(tmp_path / "some-id")
    (tmp_path / "latest").symlink_to("some-id")
    for named in (str(directory), "some-id", "latest"):
        for name in ARTEFACTS:
            (directory / name).unlink(missing_ok=True)
        done = CliRunner().invoke(cli, ["report", named, "--runs", str(tmp_path)])
        assert (done.exit_code, done.output) == (0, f"report {directory / 'report.html'}\n")
        assert {path.name for path in directory.iterdir()} >= ARTEFACTS


def test_the_tracker_that_was_judged_is_named_and_judged_again(tmp_path: Path) -> None:
    target = {"gateway": "the bundled reference", "tracker": "dist/their.js"}
    run = recorded.read(written_run.write(tmp_path, target=target))
    artefacts.write_all(run.directory)
    for name in ("report.html", "summary.md"):
        text = (tmp_path / name).read_text("utf-8")
        assert "the bundled reference, with the tracker dist/their.js" in text
        assert "opsmantik verify --seed 5 --tracker dist/their.js" in text


def test_rebuilding_changes_nothing(tmp_path: Path) -> None:
    artefacts.write_all(written_run.write(tmp_path))
    before = {name: (tmp_path / name).read_bytes() for name in ARTEFACTS}
    artefacts.write_all(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in ARTEFACTS} == before


@pytest.mark.parametrize("events_file", [None, "", "no json\n"])
def test_what_is_no_run_is_refused_in_a_sentence(tmp_path: Path, events_file: str | None) -> None:
    if events_file is not None:
        (tmp_path / "events.jsonl").write_text(events_file)
    done = CliRunner().invoke(cli, ["report", str(tmp_path), "--runs", str(RUNS)])
    assert isinstance(done.exception, recorded.RunUnreadable)
    assert done.exception.exit_code == 2
    assert str(done.exception).startswith("expected ")

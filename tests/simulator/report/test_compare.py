"""compare: what changed between two runs; 1 when something got worse, 0 when nothing did, 2 when it cannot be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from simulator.report.cli import cli
from simulator.report.compare import RANK
from simulator.report.recorded import RunUnreadable
from tests.simulator.report.written_run import check

if TYPE_CHECKING:
    from pathlib import Path

HEAD = {"version": "1", "spec_sha256": "a", "exit_code": 0}


def results(**verdicts: str) -> dict[str, Any]:
    clauses = [
        {"id": name.replace("_", "-"), "level": "MUST", "verdict": verdict, "checks": []}
        for name, verdict in verdicts.items()
    ]
    return {**HEAD, "clauses": clauses}


def compared(tmp_path: Path, before: Any, after: Any) -> tuple[int, list[str]]:
    for name, one in (("a.json", before), ("b.json", after)):
        (tmp_path / name).write_text(json.dumps(one))
    done = CliRunner().invoke(cli, ["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")])
    if isinstance(done.exception, RunUnreadable):
        return done.exception.exit_code, [str(done.exception)]
    return done.exit_code, done.output.splitlines()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("valid", "invalid", "worse"),
        ("valid", "deviates", "worse"),
        ("valid", "unknown", "worse"),
        ("valid", "not observable", "worse"),
        ("not shown", "shown", "worse"),
        ("deviates", "invalid", "worse"),
        ("invalid", "valid", "better"),
        ("unknown", "valid", "better"),
        ("not judged yet", "valid", "better"),
    ],
)
def test_a_change_is_worse_or_better(tmp_path: Path, before: str, after: str, kind: str) -> None:
    code, lines = compared(tmp_path, results(GWY_101=before), results(GWY_101=after))
    assert lines[0] == f"{kind:<6} GWY-101  MUST    {before} -> {after}"
    assert code == (1 if kind == "worse" else 0)


@pytest.mark.parametrize("verdict", list(RANK))
def test_the_same_is_no_change(tmp_path: Path, verdict: str) -> None:
    same = results(GWY_101=verdict)
    assert compared(tmp_path, same, same) == (0, ["0 worse, 0 better, 0 otherwise changed, 1 the same"])


def test_another_finding_under_the_same_verdict_is_told(tmp_path: Path) -> None:
    before, after = results(GWY_101="invalid"), results(GWY_101="invalid")
    before["clauses"][0]["checks"] = [check("a.b", "GWY-101", "invalid", what="x", expected="1", seen="2")]
    after["clauses"][0]["checks"] = [check("a.b", "GWY-101", "invalid", what="x", expected="1", seen="\x1b[2J")]
    code, lines = compared(tmp_path, before, after)
    assert code == 0
    assert lines[0].startswith("other  GWY-101")
    assert lines[2].strip() == r"after: a.b: x: expected 1, saw \x1b[2J"


def test_what_only_one_run_was_asked_about_is_named(tmp_path: Path) -> None:
    before = results(GWY_101="valid", GWY_102="valid")
    after = results(GWY_101="valid", GWY_103="invalid") | {"spec_sha256": "b", "exit_code": None}
    code, lines = compared(tmp_path, before, after)
    assert code == 0
    assert "note   another spec_sha256: a -> b" in lines
    assert "note   the second run did not come to its end" in lines
    assert "only before: 1: GWY-102" in lines
    assert "only after: 1: GWY-103" in lines


def test_a_directory_stands_for_its_results(tmp_path: Path) -> None:
    for name, verdict in (("one", "valid"), ("two", "invalid")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(json.dumps(results(GWY_101=verdict)))
    done = CliRunner().invoke(cli, ["compare", "one", "two", "--runs", str(tmp_path)])
    assert done.exit_code == 1


@pytest.mark.parametrize("broken", [[], {}, {"clauses": [{"id": "GWY-101"}]}, results(GWY_101="perfect"), None, "text"])
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, broken: Any) -> None:
    code, lines = compared(tmp_path, results(GWY_101="valid"), broken)
    assert code == 2
    assert lines[0].startswith("expected ")


def test_runs_with_nothing_in_common_are_not_the_same(tmp_path: Path) -> None:
    code, lines = compared(tmp_path, results(GWY_101="valid"), results(GWY_102="valid"))
    assert code == 2
    assert "clauses in common" in lines[0]

"""From outcomes to verdicts to the exit code: the tables of SPEC.md and README.md, row by row."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from simulator.judge.check import Check, NotObservable, NotShown, Shown
from simulator.judge.ending import Demands, ending
from simulator.judge.expect import Deviation
from simulator.judge.spec import Clause, Level
from simulator.judge.verdict import CheckVerdict, ClauseResult, Outcome, clause_result, ended


async def nothing(_target: Any) -> None:
    """Do nothing."""


CHECK = Check("cors.some", "GWY-101", "It holds.", nothing, frozenset(), exclusive=False, timeout_s=1)


def clause(level: Level = "MUST", clause_id: str = "GWY-101") -> Clause:
    return Clause(clause_id, level, ("http",), "It holds.", "facts 1", "it does not", clause_id[:3], "Some")


def outcome(verdict: CheckVerdict, missing: str | None = None) -> Outcome:
    return Outcome("cors.some", "GWY-101", "It holds.", verdict, missing=missing)


def exit_code(found: list[ClauseResult], **demands: Any) -> int:
    return ending(found, Demands(**demands)).code


def results(*verdicts: CheckVerdict, level: Level = "MUST") -> list[ClauseResult]:
    return [clause_result(clause(level), [outcome(one)]) for one in verdicts]


@pytest.mark.parametrize(
    ("level", "given", "verdict"),
    [
        ("MUST", None, "valid"),
        ("MUST", Deviation("status", 403, 200), "invalid"),
        ("SHOULD", Deviation("status", 403, 200), "invalid"),
        ("MUST", NotObservable("no database", "rows"), "not observable"),
        ("MUST", RuntimeError("crashed"), "unknown"),
        ("MUST", Shown(1, 2, "lost"), "unknown"),
        ("HAZ", Shown(1, 2, "lost"), "shown"),
        ("HAZ", NotShown(2, "lost"), "not shown"),
        ("HAZ", None, "unknown"),
        ("HAZ", Deviation("status", 200, 500), "unknown"),
        ("HAZ", NotObservable("no database", "rows"), "not observable"),
    ],
)
def test_how_a_check_ends(level: Level, given: Any, verdict: str) -> None:
    assert ended(CHECK, level, given, 5).verdict == verdict


def test_a_deviation_keeps_what_was_expected_and_seen() -> None:
    told = ended(CHECK, "MUST", Deviation("status", 403, "200"), 5)
    assert (told.what, told.expected, told.seen) == ("status", "403", "'200'")


@pytest.mark.parametrize(
    ("checks", "level", "verdict"),
    [
        (["valid", "valid"], "MUST", "valid"),
        (["valid", "not observable"], "MUST", "not observable"),
        (["valid", "unknown", "not observable"], "MUST", "unknown"),
        (["unknown", "invalid", "valid"], "MUST", "invalid"),
        (["invalid"], "SHOULD", "deviates"),
        (["invalid"], "MAY", "deviates"),
        (["shown", "not shown"], "HAZ", "shown"),
        ([], "MUST", "not judged yet"),
    ],
)
def test_a_clause_is_as_its_worst_check(checks: list[CheckVerdict], level: Level, verdict: str) -> None:
    assert clause_result(clause(level), [outcome(one) for one in checks]).verdict == verdict


def test_every_verdict_has_a_rank() -> None:
    for verdict in get_args(CheckVerdict):
        assert clause_result(clause(), [outcome(verdict)]).verdict == verdict


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (["valid"], 0),
        (["valid", "not observable"], 0),
        (["valid", "invalid"], 1),
        (["invalid", "unknown"], 1),
        (["valid", "unknown"], 3),
        (["not observable"], 3),
        ([], 3),
    ],
)
def test_exit_of_must_clauses(verdicts: list[CheckVerdict], code: int) -> None:
    assert exit_code(results(*verdicts)) == code


@pytest.mark.parametrize("level", ["SHOULD", "MAY"])
def test_what_deviates_counts_only_strictly(level: Level) -> None:
    found = results("invalid", "valid", level=level)
    assert exit_code(found) == 0
    assert exit_code(found, strict=True) == 1


def test_a_hazard_that_is_shown_accuses_nobody() -> None:
    assert exit_code(results("shown", "not shown", level="HAZ"), strict=True) == 0


def test_what_was_required_and_not_seen_is_not_answered() -> None:
    found = [*results("valid"), clause_result(clause(), [outcome("not observable", "rows")])]
    assert exit_code(found) == 0
    assert exit_code(found, required=["rows"]) == 3
    assert exit_code(found, required=["clock"]) == 0
    assert exit_code(results("valid"), required=["log"], lacking={"log": "no log"}) == 3


def test_a_name_that_stands_for_nothing_observable_is_not_answered() -> None:
    seen = clause_result(clause(), [outcome("valid")])
    unseen = clause_result(clause(clause_id="GWY-102"), [outcome("not observable", "rows")])
    waiting = clause_result(clause(clause_id="TRK-101"), [], "browser_tests")
    assert exit_code([seen, unseen, waiting], named=[["GWY-101", "GWY-102"]]) == 0
    assert exit_code([seen, unseen, waiting], named=[["GWY-101"], ["GWY-102"]]) == 3
    assert exit_code([seen, unseen, waiting], named=[["TRK-101"]]) == 3


def test_clauses_nobody_judges_yet_fail_nothing() -> None:
    assert exit_code([*results("valid"), clause_result(clause(clause_id="TRK-101"), [], "browser_tests")]) == 0
    assert exit_code([clause_result(clause(clause_id="TRK-101"), [], "browser_tests")]) == 3


@pytest.mark.parametrize(
    ("found", "demands", "words"),
    [
        (results("unknown", "valid"), {}, "1 clause ended unknown (GWY-101)"),
        (results("not observable"), {}, "nothing was judged"),
        (results("valid"), {"required": ["log"], "lacking": {"log": "no log"}}, "--require log: no log"),
        (results("not observable", "valid"), {"named": [["GWY-101"]]}, None),
        (results("not observable"), {"named": [["GWY-101"]]}, "nothing of GWY-101, which was asked for by name"),
        (results("not observable", "valid"), {"require_judged": 51}, "--require-judged 51: 1 of 2 MUST clauses judged"),
        (results("valid", level="MAY"), {"require_judged": 1}, "no MUST clause was asked for"),
    ],
)
def test_an_exit_of_three_names_its_reason(
    found: list[ClauseResult], demands: dict[str, Any], words: str | None
) -> None:
    end = ending(found, Demands(**demands))
    if words is None:
        assert end.code == 0
    else:
        assert (end.code, end.reason.partition(": ")[0]) == (3, "the harness could not tell")
        assert words in end.reason


@pytest.mark.parametrize(("percent", "code"), [(0, 0), (50, 0), (51, 3), (100, 3), (None, 0)])
def test_so_many_percent_of_must_are_required(percent: int | None, code: int) -> None:
    found = [*results("valid", "not observable"), *results("not observable", level="SHOULD")]
    assert exit_code(found, require_judged=percent) == code


def test_all_of_must_can_be_required() -> None:
    found = [*results("valid", "valid"), *results("not observable", level="SHOULD")]
    assert exit_code(found, require_judged=100) == 0


def test_what_is_broken_is_counted_and_named() -> None:
    assert ending(results("invalid"), Demands()).reason == "the target is wrong: 1 MUST clause broken (GWY-101)"
    below = ending(results("invalid", "valid", level="MAY"), Demands(strict=True))
    assert below.reason == "the target is wrong: 1 clause below MUST broken, which --strict counts (GWY-101)"
    assert ending(results("valid"), Demands(gone=["GWY-101"])).code == 1

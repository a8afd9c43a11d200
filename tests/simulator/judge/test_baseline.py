"""Known deviations: what is new fails, what has gone fails, and a file that is wrong is refused by its entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from simulator import verify
from simulator.judge.baseline import BaselineRefused, Compared, compare, read
from simulator.judge.baseline import written as drawn
from simulator.judge.ending import Demands, ending
from simulator.judge.verdict import Outcome, clause_result

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.verdict import CheckVerdict, ClauseResult

SPEC = verify.read_spec(verify.SPEC)
HAZARD = "HAZ-401"
# Whichever they are today: a clause may change its level.
MUST, OTHER = [clause.id for clause in SPEC.clauses if clause.level == "MUST" and clause.sector == "SCH"][:2]
SHOULD = next(clause.id for clause in reversed(SPEC.clauses) if clause.level == "SHOULD" and clause.sector == "GWY")
GOOD = f'[[known]]\nclause = "{MUST}"\nreason = "next release"\ndate = 2026-11-23\n'


def result(clause: str, verdict: CheckVerdict) -> ClauseResult:
    return clause_result(SPEC.by_id[clause], [Outcome("some.check", clause, "It holds.", verdict, what='status "\\')])


def written(directory: Path, text: str) -> Path:
    path = directory / "baseline.toml"
    path.write_text(text, "utf-8")
    return path


def test_an_entry_says_what_why_and_since_when(tmp_path: Path) -> None:
    (known,) = read(written(tmp_path, GOOD), SPEC).values()
    assert (known.clause, known.reason, known.since.isoformat()) == (MUST, "next release", "2026-11-23")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("known = 3", "only [[known]] tables"),
        ("[[knwon]]\nclause = 'GWY-101'", "came: knwon"),
        ("[[known]]\nclause = 'GWY-101'", "entry 1"),
        (GOOD.replace("2026-11-23", '"2026-11-23"'), "without quotes"),
        (GOOD.replace("2026-11-23", "2026-11-23T10:00:00"), "expected date"),
        (GOOD.replace("next release", ""), "expected reason"),
        (GOOD.replace(MUST, "GWY-000"), "came: GWY-000"),
        (GOOD.replace(MUST, HAZARD), "no hazard"),
        (GOOD + GOOD, f"{MUST} once"),
        ("[[known", "expected TOML"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BaselineRefused, match=r"^expected .*; came.*; ") as refused:
        read(written(tmp_path, text), SPEC)
    assert words in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaselineRefused, match="expected a baseline at"):
        read(tmp_path / "none.toml", SPEC)


def test_known_new_gone_and_unseen_are_told_apart() -> None:
    results = [result(MUST, "invalid"), result("GWY-102", "valid"), result(OTHER, "invalid")]
    results += [result("GWY-104", "unknown")]
    known = [MUST, "GWY-102", "GWY-104", "GWY-105"]
    seen = compare(results, known, strict=False)
    told = {"known": (MUST,), "new": (OTHER,), "gone": ("GWY-102",)}
    assert seen == Compared(**told, unseen=("GWY-104",), unasked=("GWY-105",))


def test_what_only_deviates_is_new_where_it_counts() -> None:
    """Below MUST only a strict run accuses; a known one is known all the same."""
    results = [result(SHOULD, "invalid")]
    assert compare(results, [], strict=False).new == ()
    assert compare(results, [], strict=True).new == (SHOULD,)
    assert compare(results, [SHOULD], strict=False).known == (SHOULD,)


@pytest.mark.parametrize(("excused", "code"), [((MUST,), 0), ((), 1)])
def test_what_is_known_does_not_fail(excused: tuple[str, ...], code: int) -> None:
    assert ending([result(MUST, "invalid"), result("GWY-102", "valid")], Demands(excused=excused)).code == code


def test_what_is_known_and_nobody_knows_now_is_not_excused() -> None:
    results = [result(MUST, "unknown"), result("GWY-102", "valid")]
    assert ending(results, Demands(excused=compare(results, [MUST], strict=False).known)).code == 3


TODAY = date(2026, 11, 28)


def test_what_is_written_is_what_holds_next_time(tmp_path: Path) -> None:
    """In the order of ids; what only deviates is in it where it counts."""
    broken = [result(clause, "invalid") for clause in (OTHER, SHOULD, MUST)]
    results = [*broken, result("GWY-102", "valid")]
    known = read(written(tmp_path, drawn(results, {}, TODAY, strict=False)), SPEC)
    assert list(known) == [MUST, OTHER]
    assert {one.since for one in known.values()} == {TODAY}
    assert list(read(written(tmp_path, drawn(results, {}, TODAY, strict=True)), SPEC)) == [SHOULD, MUST, OTHER]
    assert compare(results, known, strict=False).new == ()


def test_an_earlier_baseline_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its own reasons stay, also of what was not asked for; what holds again goes."""
    earlier = GOOD + "".join(GOOD.replace(MUST, other) for other in ("GWY-102", "GWY-105"))
    baseline = read(written(tmp_path, earlier), SPEC)
    results = [result(MUST, "invalid"), result("GWY-102", "valid"), result(OTHER, "invalid")]
    known = read(written(tmp_path, drawn(results, baseline, TODAY, strict=False)), SPEC)
    assert {clause: one.reason for clause, one in known.items()} == {
        MUST: "next release",
        OTHER: 'some.check: status "\\',
        "GWY-105": "next release",
    }

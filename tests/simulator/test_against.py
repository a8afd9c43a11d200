"""Two builds side by side: what holds of the first record for the second, where they differ, and the worse exit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from simulator import verify
from simulator.against import differing, drawn, in_words, second_record, worse
from simulator.judge.judging import Judgement
from simulator.judge.record import RecordRefused, TargetRecord
from simulator.judge.verdict import Outcome, clause_result

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.verdict import CheckVerdict

SPEC = verify.read_spec(verify.SPEC)
# Below MUST: there it deviates.
BELOW = next(clause.id for clause in reversed(SPEC.clauses) if clause.level == "SHOULD")
URL = "http://127.0.0.1:8788"


def judgement(**verdicts: CheckVerdict) -> Judgement:
    found = {clause.replace("_", "-"): verdict for clause, verdict in verdicts.items()}
    results = [
        clause_result(SPEC.by_id[clause], [Outcome("some.check", clause, "It holds.", verdict)])
        for clause, verdict in found.items()
    ]
    return Judgement(tuple(results), (), 0, interrupted=False)


def test_what_belongs_to_one_gateway_alone_is_not_taken_over() -> None:
    both = {"database": "dbname=x", "origin": "https://a.example"}
    first = TargetRecord(gateway="http://a", log="a.log", controls=True, **both)
    assert second_record(first, URL) == TargetRecord(gateway=URL, **both)


def test_a_database_of_our_own_gateway_is_not_the_seconds() -> None:
    assert second_record(TargetRecord(database="embedded"), URL).database is None


def test_a_file_says_all_of_the_second(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(f'gateway = "{URL}"\nsite = "x"\n')
    assert second_record(TargetRecord(origin="https://a.example"), str(path)) == TargetRecord(gateway=URL, site="x")


def test_what_is_neither_is_refused() -> None:
    with pytest.raises(RecordRefused, match="nonsense"):
        second_record(TargetRecord(), "nonsense")


def test_the_table_has_the_clauses_where_both_were_seen_and_differ() -> None:
    one = judgement(GWY_101="valid", GWY_102="valid", GWY_103="valid", **{BELOW: "invalid"})
    two = judgement(GWY_101="valid", GWY_102="invalid", GWY_103="not observable", **{BELOW: "valid"})
    assert [pair[0].clause.id for pair in differing(one, two)] == ["GWY-102", BELOW]
    assert in_words(one, two).startswith("2 of 4 clauses differ; seen on one side only: 1; name")
    console = Console(width=140)
    with console.capture() as captured:
        console.print(drawn(one, two))
    assert "deviates" in captured.get()
    assert "GWY-101" not in captured.get()


@pytest.mark.parametrize(
    ("codes", "code"), [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([3, 1], 1), ([3, 0], 3)]
)
def test_the_worse_exit_is_the_exit(codes: list[int], code: int) -> None:
    assert worse(codes) == code

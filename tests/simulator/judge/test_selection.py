"""What a run is about: sectors, globs, what is left out, what failed last, the smoke, and in which order."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

import tests.conformance
from simulator import verify
from simulator.judge.check import REGISTRY, Check
from simulator.judge.memory import last_failed
from simulator.judge.selection import Asked, Selection, SelectionRefused, choose, shuffled, smoke

if TYPE_CHECKING:
    from pathlib import Path

assert tests.conformance
SPEC = verify.read_spec(verify.SPEC)


def chosen(**asked: object) -> Selection:
    return choose(SPEC, REGISTRY, Asked(**asked))


def ids(selection: Selection) -> set[str]:
    return {clause.id for clause in selection.clauses}


def test_what_is_excluded_is_not_judged() -> None:
    """Neither its clause nor its checks."""
    left = chosen(globs=["GWY-1*"], excluded=["GWY-12*", "gwy-101"])
    whole = ids(chosen(globs=["GWY-1*"]))
    assert ids(left) == {one for one in whole if one != "GWY-101" and not one.startswith("GWY-12")}
    assert {check.clause for check in left.checks} <= ids(left)


def test_a_glob_that_excludes_nothing_is_a_mistake() -> None:
    with pytest.raises(SelectionRefused, match=r"expected a clause id or a glob .*came: GWY-0\*"):
        chosen(excluded=["GWY-0*"])


def test_nothing_left_is_refused_with_what_was_asked() -> None:
    with pytest.raises(SelectionRefused, match=r"named GWY-101 and not GWY-\*; came: none"):
        chosen(globs=["GWY-101"], excluded=["GWY-*"])


def test_only_what_failed_is_chosen_and_what_else_is_asked_narrows_it() -> None:
    assert ids(chosen(failed={"GWY-101", "SCH-101", "GONE-001"})) == {"GWY-101", "SCH-101"}
    assert ids(chosen(failed={"GWY-101", "SCH-101"}, sectors=["sch"])) == {"SCH-101"}


def test_the_smoke_is_light_and_from_all_over() -> None:
    """A request or two each: no gateway of its own, no clock, no waiting."""
    light = chosen(smoke=True).checks
    assert 20 <= len(light) <= 30
    assert len({SPEC.by_id[one.clause].section for one in light}) == len(light)
    for one in light:
        assert not one.exclusive
        assert not one.needs & {"start", "clock", "time", "log", "own_database"}
    assert list(light) == smoke(SPEC.clauses, REGISTRY.values())


def test_the_smoke_of_a_sector_is_part_of_the_smoke() -> None:
    whole = {one.name for one in chosen(smoke=True).checks}
    assert {one.name for one in chosen(smoke=True, sectors=["GWY"]).checks} < whole


def test_an_order_is_another_and_can_be_repeated() -> None:
    checks: list[Check] = list(REGISTRY.values())
    assert shuffled(checks, None) == checks
    assert shuffled(checks, 7) == shuffled(checks, 7) != checks
    assert {one.name for one in shuffled(checks, 7)} == set(REGISTRY)
    assert random.Random(7).random() == random.Random(7).random(), "chance of our own is not touched"


def results(runs: Path, name: str, **verdicts: str) -> None:
    (runs / name).mkdir()
    clauses = [{"id": clause.replace("_", "-"), "verdict": verdict} for clause, verdict in verdicts.items()]
    (runs / name / "results.json").write_text(json.dumps({"clauses": clauses}))
    (runs / "latest").symlink_to(name)


def test_what_failed_last_is_read_from_the_latest_run(tmp_path: Path) -> None:
    """Also what nobody knew; a hazard that was shown did not fail."""
    results(tmp_path, "one", GWY_101="invalid", GWY_102="deviates", GWY_103="unknown", GWY_104="valid", HAZ_101="shown")
    failed, told = last_failed(tmp_path)
    assert failed == {"GWY-101", "GWY-102", "GWY-103"}
    assert told == "only what failed in one: 3 clauses"


def test_a_run_that_came_to_nothing_is_passed_over(tmp_path: Path) -> None:
    results(tmp_path, "one", GWY_101="invalid")
    (tmp_path / "latest").unlink()
    results(tmp_path, "two")
    assert last_failed(tmp_path) == (frozenset({"GWY-101"}), "only what failed in one: 1 clause")


@pytest.mark.parametrize("there", [True, False])
def test_where_nothing_failed_all_is_judged_and_that_is_said(tmp_path: Path, *, there: bool) -> None:
    if there:
        results(tmp_path, "one", GWY_101="valid")
    failed, told = last_failed(tmp_path)
    assert not failed
    assert told.endswith("everything is judged")

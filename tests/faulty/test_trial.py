"""What counts as a kill, as an accusation, and what the matrix makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tests.conformance
from simulator.judge.check import REGISTRY
from simulator.judge.selection import smoke
from simulator.judge.spec import read as read_spec
from simulator.judge.verdict import Outcome, clause_result
from simulator.verify import SPEC
from tests.faulty.fault import Fault
from tests.faulty.matrix import ALSO, FINE, KILLED, NOT_RUN, SURVIVED, Matrix, mark, markdown, summary
from tests.faulty.matrix_page import page
from tests.faulty.trial import PAGE_VIEW, Trial, cured_and_accusing, declared_and_smoke, everything

if TYPE_CHECKING:
    from simulator.judge.verdict import CheckVerdict, ClauseResult

assert tests.conformance
CLAUSES = read_spec(SPEC)
MUST, SHOULD, OTHER, HAZARD = "GWY-101", "GWY-305", "SCH-101", "HAZ-401"
VICIOUS = Fault("vicious", "A vice with a | and a <tag>.", killed_by=(MUST, SHOULD))
CLUMSY = Fault("clumsy", "Its words are not ours.", killed_by=("TRK-602",), tracker=(("was", "reads"),))
CURE = Fault("cure", "None: all is well.", cures=(HAZARD,))


def result(clause: str, verdict: CheckVerdict) -> ClauseResult:
    outcome = Outcome("cors.some", clause, "It holds.", verdict, what="status <b>", expected="1", seen="2", of=20)
    return clause_result(CLAUSES.by_id[clause], [outcome])


def trial(fault: Fault | None, **verdicts: CheckVerdict) -> Trial:
    return Trial(fault, tuple(result(clause.replace("_", "-"), verdict) for clause, verdict in verdicts.items()), 1000)


def matrix(*trials: Trial) -> Matrix:
    return Matrix(CLAUSES, trials, ("GWY-999",), {"GWY-998": "because of another"}, {"seed": 1})


def test_a_fault_is_killed_when_every_declared_clause_accuses_it() -> None:
    """Invalid for a MUST, deviates for a SHOULD."""
    assert trial(VICIOUS, GWY_101="invalid", GWY_305="invalid").wrong == []


def test_what_nobody_knows_is_no_kill() -> None:
    """Neither a crash nor what could not be seen, nor a clause that was not judged."""
    for verdict in ("unknown", "not observable", "valid"):
        assert "survived GWY-305" in trial(VICIOUS, GWY_101="invalid", GWY_305=verdict).wrong[0]
    assert trial(VICIOUS, GWY_101="invalid").wrong == ["survived GWY-305: not judged"]


def test_a_build_that_could_not_be_judged_is_no_kill() -> None:
    assert Trial(VICIOUS, (), 1, "could not be judged: it did not start").wrong


def test_the_healthy_build_and_a_cure_must_not_be_accused() -> None:
    for build in (None, CURE):
        assert "accused by GWY-305: deviates" in " ".join(trial(build, GWY_305="invalid").wrong)
    assert trial(None, GWY_101="valid", HAZ_401="shown", SCH_101="unknown").wrong == []


def test_a_cure_must_be_seen_to_cure() -> None:
    assert trial(CURE, GWY_101="valid", HAZ_401="not shown").wrong == []
    assert trial(CURE, GWY_101="valid", HAZ_401="shown").wrong[0].startswith("not seen to cure HAZ-401: shown")


def test_a_cell_says_what_became_of_a_clause_under_a_fault() -> None:
    tried = trial(VICIOUS, GWY_101="invalid", GWY_305="valid", SCH_101="invalid", SCH_102="valid")
    marks = [mark(tried, one) for one in (MUST, SHOULD, OTHER, "SCH-102", "SCH-103")]
    assert marks == [KILLED, SURVIVED, ALSO, FINE, NOT_RUN]


def test_the_matrix_has_a_row_for_each_clause_with_a_mark() -> None:
    drawn = markdown(matrix(trial(None), trial(VICIOUS, GWY_101="invalid", GWY_305="valid", SCH_102="valid")))
    assert "| GWY-101 | ● |" in drawn
    assert "| GWY-305 | ✗ |" in drawn
    assert "SCH-102" not in drawn
    assert "A vice with a \\| and a &lt;tag>." in drawn


def test_the_summary_counts_kills_and_names_what_is_missing() -> None:
    told = "\n".join(summary(matrix(trial(None, GWY_101="valid"), trial(VICIOUS, GWY_101="invalid"))))
    for text in ("0 of 1 faults killed", "healthy build: not accused by any of 1", "GWY-999", "because of another"):
        assert text in told


def test_the_page_is_self_contained_and_what_it_quotes_is_no_markup() -> None:
    drawn = page(matrix(trial(None, GWY_101="invalid"), trial(VICIOUS, GWY_101="invalid", GWY_305="valid")))
    assert "<td class=k>●" in drawn
    for reference in ("<script", "<link", "http://", "https://", "<tag>", "<b>"):
        assert reference not in drawn, reference


def test_the_smoke_touches_every_section_that_can_be_seen_lightly() -> None:
    """It is the rule's, not a list's."""
    chosen = smoke(CLAUSES.clauses, REGISTRY.values())
    sections = {CLAUSES.by_id[one.clause].section for one in chosen}
    assert len(chosen) == len(sections)
    assert 20 <= len(chosen) <= 30
    assert {"CORS", "Preflight", "Session", "Event", "Intents", "Indexes", "Realtime"} <= sections


def test_a_fault_gets_its_own_clauses_and_the_smoke() -> None:
    chosen = declared_and_smoke(CLAUSES, REGISTRY.values(), VICIOUS).checks
    own = [one for one in REGISTRY.values() if one.clause in VICIOUS.killed_by]
    light = smoke(CLAUSES.clauses, REGISTRY.values())
    assert {one.name for one in chosen} == {one.name for one in (*own, *light)}


def test_a_faulty_tracker_gets_all_that_its_scenarios_show_and_a_page_view() -> None:
    """What is played is judged: it costs no further playing. The gateway's checks would judge our own."""
    chosen = declared_and_smoke(CLAUSES, REGISTRY.values(), CLUMSY).checks
    played = {one.name.rpartition(".")[0] for one in chosen}
    own = {one.name.rpartition(".")[0] for one in REGISTRY.values() if one.clause == "TRK-602"}
    assert PAGE_VIEW not in own
    assert played == {PAGE_VIEW, *own}
    assert {"TRK-601", "TRK-602", "TRK-603"} <= {one.clause for one in chosen}


def test_a_tracker_is_judged_by_what_a_browser_shows_and_nothing_else_is() -> None:
    """All on all: what a build shares with the healthy one was judged there."""
    of_trackers = everything(CLAUSES, REGISTRY.values(), CLUMSY).checks
    of_others = everything(CLAUSES, REGISTRY.values(), VICIOUS).checks
    assert {"browser" in one.needs for one in of_trackers} == {True}
    assert {"browser" in one.needs for one in of_others} == {False}
    assert len(of_trackers) + len(of_others) == len(everything(CLAUSES, REGISTRY.values(), None).checks)


def test_a_cure_is_accused_by_what_it_can_fail() -> None:
    """And is seen to cure what it says."""
    chosen = cured_and_accusing(CLAUSES, REGISTRY.values(), CURE).checks
    assert HAZARD in {one.clause for one in chosen}
    assert not any("browser" in one.needs for one in chosen)

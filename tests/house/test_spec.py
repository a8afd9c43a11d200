"""The spec is covered: every clause has a judge or a room that will be one, and nobody cites a clause there is not."""

from __future__ import annotations

import re

import browser_tests.checks
import tests.conformance
from simulator.judge import spec as spec_file
from simulator.judge.check import REGISTRY
from simulator.judge.selection import read_unjudged
from tests.house.tree import ROOT, sources

SPEC = spec_file.read(ROOT / "SPEC.md")
UNJUDGED_FILE = ROOT / "tests" / "house" / "unjudged.txt"
UNJUDGED = read_unjudged(UNJUDGED_FILE)
CITED = {check.clause for check in REGISTRY.values()}
ROOMS = {"browser_tests", "loadtests", "simulator", "tests/conformance"}
CLAUSE_ID = re.compile(r"\b(?:SCH|GWY|TRK|HAZ)-\d{3}\b")


def test_the_checks_are_loaded() -> None:
    """Nothing below would mean anything without checks."""
    assert tests.conformance
    assert browser_tests.checks
    assert len(REGISTRY) > 300


def test_every_clause_has_a_judge_or_a_room_that_will_have_one() -> None:
    """A clause that nobody judges is written down, with the room that will."""
    assert [clause.id for clause in SPEC.clauses if clause.id not in CITED and clause.id not in UNJUDGED] == []


def test_every_check_cites_a_clause_of_the_spec() -> None:
    """A check of an unknown clause judges nothing."""
    assert sorted(name for name, check in REGISTRY.items() if check.clause not in SPEC.by_id) == []


def test_a_check_asks_for_what_its_clause_is_seen_by() -> None:
    """A clause seen by the log, the clock or the catalogue has a check that needs it."""
    for seen, need in (("log", "log"), ("catalogue", "catalogue")):
        clauses = [one for one in SPEC.clauses if seen in one.observations and one.id in CITED]
        without = [one.id for one in clauses if not any(need in check.needs for check in checks_of(one.id))]
        assert without == [], f"no check of these needs {need}"


def checks_of(clause_id: str) -> list:
    return [check for check in REGISTRY.values() if check.clause == clause_id]


def test_the_list_of_waiting_clauses_only_shrinks() -> None:
    """What is judged, unknown, of the gateway or of the schema does not wait."""
    assert sorted(set(UNJUDGED) & CITED) == [], "these have a judge: take them off the list"
    assert sorted(set(UNJUDGED) - set(SPEC.by_id)) == [], "these are no clauses"
    assert [one for one in UNJUDGED if one.startswith(("GWY", "SCH"))] == []


def test_a_waiting_clause_names_the_room_that_will_judge_it() -> None:
    """A room, not a hope."""
    assert {clause: room for clause, room in UNJUDGED.items() if room not in ROOMS} == {}


def test_every_clause_named_in_the_reference_is_one() -> None:
    """The gateway reports its decisions by clause id; a stale id would report nothing."""
    rooms = [source for source in sources() if source.module.startswith("reference")]
    named = {one: source.module for source in rooms for one in CLAUSE_ID.findall(source.text)}
    assert {one: module for one, module in named.items() if one not in SPEC.by_id} == {}


def test_every_clause_named_in_the_documents_is_one() -> None:
    """So do people."""
    for document in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md"):
        path = ROOT / document
        named = set(CLAUSE_ID.findall(path.read_text("utf-8"))) if path.exists() else set()
        assert sorted(named - set(SPEC.by_id)) == [], document

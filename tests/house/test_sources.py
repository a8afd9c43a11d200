"""What is cited is there: each source of a clause, and each section that a file names, exists in this repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from simulator.judge import spec as spec_file
from tests.house.citations import cited, faults_of_source, sections, unresolved
from tests.house.tree import ROOMS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SPEC = spec_file.read(ROOT / "SPEC.md")
KINDS = {".py", ".js", ".sql", ".toml", ".md"}
# Documents that a reader of the repository does not have.
ABSENT = re.compile(r"(?i)platform facts|contract, levels|feature table|(?:contract|design|style|-facts|blueprint)\.md")
HOUSE = ROOT / "tests" / "house"


def documents() -> list[Path]:
    """Return every text file of the rooms and of the top level, but for the rules that name what is absent."""
    found = [*ROOT.glob("*"), *(path for room in (*ROOMS, "tracker") for path in (ROOT / room).rglob("*"))]
    return sorted(path for path in found if path.suffix in KINDS and HOUSE not in path.parents and path.is_file())


def test_every_source_of_a_clause_resolves() -> None:
    """A source has one of the forms that SPEC.md lists, and names sections that exist."""
    faults = {clause.id: faults_of_source(clause.source) for clause in SPEC.clauses}
    assert {clause: found for clause, found in faults.items() if found} == {}


def test_every_section_named_in_a_file_exists() -> None:
    """A docstring, a comment and a document cite as SPEC.md does."""
    faults = {str(path.relative_to(ROOT)): unresolved(path.read_text("utf-8")) for path in documents()}
    assert {path: found for path, found in faults.items() if found} == {}


def test_no_file_names_a_document_that_is_not_here() -> None:
    """Who reads the repository can look up all that it cites."""
    texts = {str(path.relative_to(ROOT)): " ".join(path.read_text("utf-8").split()) for path in documents()}
    named = {path: ABSENT.findall(text) for path, text in texts.items()}
    assert {path: found for path, found in named.items() if found} == {}


@pytest.mark.parametrize("document", ["blueprint", "facts", "tracker facts"])
def test_the_sections_are_numbered_once_and_in_order(document: str) -> None:
    """A number names one section, and a reader finds it by going forward."""
    numbers = [tuple(re.findall(r"\d+|[A-D]", section)) for section in sections()[document]]
    ranks = [(*(int(part) for part in number if part.isdigit()), *number[2:]) for number in numbers]
    assert len(ranks) > 10
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("facts 99", "facts 99"),
        ("blueprint 3.1; facts 13, 99", "facts 99"),
        ("tracker facts 14", "tracker facts 14"),
        ("blueprint 4.1", "blueprint 4.1"),
        ("blueprint 3.1 A", "blueprint 3.1 A"),
        ("platform facts 1", "platform facts 1"),
        ("blueprint 1.1 (20260125_nothing.sql)", "20260125_nothing.sql is no migration"),
        ("facts 11; contract, levels", "`contract, levels` is no form of a source"),
        ("facts of life", "`facts of life` is no form of a source"),
        ("facts 11 or so", "`facts 11 or so` is no form of a source"),
    ],
)
def test_a_source_that_leads_nowhere_would_be_found(source: str, fault: str) -> None:
    """The rule bites, and names what it does not find."""
    assert faults_of_source(source) == [fault]


def test_a_list_of_sections_is_as_many_citations() -> None:
    """Steps belong to the section before them; lines may break anywhere."""
    text = "As facts 11 and\n    15 have it (blueprint 3.2 steps A, B, 3.4; tracker facts 9, 10)."
    expected = ["facts 11", "facts 15", "blueprint 3.2 A", "blueprint 3.2 B", "blueprint 3.4"]
    assert [*expected, "tracker facts 9", "tracker facts 10"] == [" ".join(one) for one in cited(text)]

"""The spec's parser: what it reads, and that every misunderstanding names its line."""

from __future__ import annotations

import hashlib

import pytest

from simulator.judge.spec import SpecRefused, parse

GOOD = """# Spec

Prose for people.
- **GWY-999** · not read before the first sector

## GWY · Gateway

### CORS

- **GWY-101** · MUST · http
  A `POST` without an `Origin`
  header is answered 403.
  source: blueprint 3.1;
  facts 13
  breaks: the request is processed
- **GWY-102** · SHOULD · http, rows
  Another one.
  source: facts 2
  breaks: it does not

## HAZ · Hazards
### Schema
A sentence for people.

- **HAZ-101** · HAZ · catalogue
  It hurts.
  source: facts 5
  breaks: nothing
"""
CLAUSE = """## GWY · Gateway
### CORS
- **GWY-101** · MUST · http
  A sentence.
  source: blueprint 3.1
  breaks: it is not
"""


def test_clauses_are_read_with_their_wrapped_lines_joined() -> None:
    spec = parse(GOOD.encode())
    first = spec.by_id["GWY-101"]
    assert first.sentence == "A `POST` without an `Origin` header is answered 403."
    assert first.source == "blueprint 3.1; facts 13"
    assert (first.level, first.observations, first.sector, first.section) == ("MUST", ("http",), "GWY", "CORS")
    assert spec.by_id["GWY-102"].observations == ("http", "rows")


def test_sectors_and_sections_keep_the_files_order() -> None:
    spec = parse(GOOD.encode())
    assert spec.sectors == (("GWY", "Gateway"), ("HAZ", "Hazards"))
    assert [(sector, section, len(clauses)) for sector, section, clauses in spec.sections()] == [
        ("GWY", "CORS", 2),
        ("HAZ", "Schema", 1),
    ]


def test_the_hash_is_of_the_bytes() -> None:
    assert parse(GOOD.encode()).sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("· MUST ·", "· SHALL ·", 3, "level"),
        ("· http", "· smell", 3, "observations"),
        ("**GWY-101**", "**GWY-1**", 3, "XXX-101"),
        ("**GWY-101**", "**SCH-101**", 3, "sector GWY"),
        ("### CORS\n", "", 2, "section"),
        ("  A sentence.\n", "", 3, "sentence"),
        ("  source: blueprint 3.1\n", "", 3, "source"),
        ("  breaks: it is not\n", "", 3, "breaks"),
        ("  A sentence.", "A sentence.", 4, "indented"),
        ("  breaks: it is not\n", "  breaks: it is not\n  breaks: it is\n", 7, "one `breaks:`"),
        ("## GWY · Gateway\n", "## GWY · Gateway\n## Gateway\n", 2, "## XXX"),
    ],
)
def test_an_error_names_the_line(old: str, new: str, line: int, word: str) -> None:
    with pytest.raises(SpecRefused, match=word) as refused:
        parse(CLAUSE.replace(old, new).encode())
    assert str(refused.value).startswith(f"SPEC.md:{line}: expected ")


def test_an_id_stands_only_once() -> None:
    twice = CLAUSE + CLAUSE.partition("### CORS\n")[2]
    with pytest.raises(SpecRefused, match="GWY-101 only once"):
        parse(twice.encode())


def test_a_file_without_clauses_is_no_spec() -> None:
    with pytest.raises(SpecRefused, match="expected clauses"):
        parse(b"# Spec\n")

"""What a `source:` line or a docstring cites, and which sections the cited documents have.

Decides how a citation is written: `blueprint 3.1`, `blueprint 3.2 steps A, B`, `facts 13, 16`, `tracker facts 9`. It
knows no clause and judges nothing but whether a section exists.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = r"\d+(?:\.\d+)?(?: (?:steps? )?[A-D](?:, [A-D])*\b)?"
_SECTIONS = rf"{_SECTION}(?:(?:, | and ){_SECTION})*"
_CITATION = re.compile(rf"\b((?:[Tt]racker |[Pp]latform )?[Ff]acts|[Bb]lueprint),? (?:section )?({_SECTIONS})")
_STEPS = re.compile(r"(\d+(?:\.\d+)?)(?: (?:steps? )?([A-D](?:, [A-D])*))?")
_NOTE = re.compile(r" \(([^()]*)\)")
_OTHER_FORMS = re.compile(r"ours: \S.*|HTML standard \d+(?:\.\d+)+")
_FACTS_HEADING = re.compile(r"^## (\d+) \S", re.MULTILINE)
_BLUEPRINT_ROW = re.compile(r"^\| (\d(?:\.\d)?(?: [A-D])?) \| \S", re.MULTILINE)


@cache
def sections() -> dict[str, tuple[str, ...]]:
    """Return the sections of each document that may be cited, by the name it is cited by."""
    spec = (ROOT / "SPEC.md").read_text("utf-8")
    listed = spec.partition("\n## Sources\n")[2].partition("\n## ")[0]
    return {
        "blueprint": tuple(_BLUEPRINT_ROW.findall(listed)),
        "facts": headings("reference/FACTS.md"),
        "tracker facts": headings("tracker/FACTS.md"),
    }


def headings(path: str) -> tuple[str, ...]:
    """Return the numbers of a document's headings `## 13 CORS and headers`."""
    return tuple(_FACTS_HEADING.findall((ROOT / path).read_text("utf-8")))


def faults_of_source(source: str) -> list[str]:
    """Return what is wrong with the text of a `source:` line; nothing if all of it resolves."""
    return [fault for part in _NOTE.sub("", source).split("; ") for fault in _faults_of_part(part)] + [
        f"{name} is no migration" for name in migrations_named(source) if not is_migration(name)
    ]


def _faults_of_part(part: str) -> list[str]:
    if _OTHER_FORMS.fullmatch(part):
        return []
    return unresolved(part) if _CITATION.fullmatch(part) else [f"`{part}` is no form of a source"]


def unresolved(text: str) -> list[str]:
    """Return the citations in a text whose document or section does not exist."""
    return [f"{document} {section}" for document, section in cited(text) if section not in sections().get(document, ())]


def cited(text: str) -> Iterator[tuple[str, str]]:
    """Yield each citation in a text as document and section; `3.2 steps A, B` is two."""
    for document, listed in _CITATION.findall(" ".join(text.split())):
        for number, steps in _STEPS.findall(listed):
            for step in steps.split(", "):
                yield document.lower(), f"{number} {step}".strip()


def migrations_named(source: str) -> list[str]:
    """Return the SQL files that the parentheses of a source name."""
    return [name for note in _NOTE.findall(source) for name in re.findall(r"\S+\.sql", note)]


def is_migration(name: str) -> bool:
    """Say whether a migration of ours has this name."""
    return (ROOT / "schema" / "migrations" / name).is_file()

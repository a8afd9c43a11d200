"""SPEC.md as values: sectors, sections, clauses. Strict: whatever is not understood is an error that names its line.

It decides the format. It must not know which checks there are.

```
## GWY · Gateway
### CORS
- **GWY-101** · MUST · http
  A sentence that can be tested; it may wrap.
  source: blueprint 3.1
  breaks: the smallest wrong behaviour
```
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from simulator.judge.text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Level = Literal["MUST", "SHOULD", "MAY", "HAZ"]
Observation = Literal["http", "rows", "catalogue", "clock", "browser", "log", "start"]

_SECTOR = re.compile(r"## ([A-Z]{3}) · (\S.*)")
_SECTION = re.compile(r"### (\S.*)")
_HEAD = re.compile(r"- \*\*([A-Z]{3}-\d{3})\*\* · (\S+) · (\S.*)")
_LOOKS_LIKE_CLAUSE = re.compile(r"\s*[-*]\s*\*\*")
_FIELD = re.compile(r"(source|breaks): (\S.*)")


class SpecRefused(Exception):
    """SPEC.md cannot be read; the message names the line."""

    exit_code = 2


@dataclass(frozen=True)
class Clause:
    """One numbered sentence: what must hold, who may be blamed (level), how it is seen, why, and how it breaks."""

    id: str
    level: Level
    observations: tuple[Observation, ...]
    sentence: str
    source: str
    breaks: str
    sector: str
    section: str


@dataclass(frozen=True)
class Spec:
    """All clauses in the file's order, and the hash that names the file's content."""

    clauses: tuple[Clause, ...]
    sectors: tuple[tuple[str, str], ...]
    sha256: str

    @cached_property
    def by_id(self) -> dict[str, Clause]:
        """Every clause by its id."""
        return {clause.id: clause for clause in self.clauses}

    def sections(self) -> list[tuple[str, str, list[Clause]]]:
        """Give (sector, section, clauses) in the file's order."""
        found: dict[tuple[str, str], list[Clause]] = {}
        for clause in self.clauses:
            found.setdefault((clause.sector, clause.section), []).append(clause)
        return [(sector, section, clauses) for (sector, section), clauses in found.items()]


def read(path: Path) -> Spec:
    """Read a spec file; `SpecRefused` if it is not there or not understood."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SpecRefused(f"expected the spec at {path}; came: {error.strerror}; run from a checkout") from error
    return parse(raw, path.name)


def parse(raw: bytes, name: str = "SPEC.md") -> Spec:
    """Parse a spec's bytes. What stands before the first sector is for people; after it every line counts."""
    try:
        text = decoded(raw)
    except UnicodeDecodeError as error:
        raise SpecRefused(f"expected UTF-8 in {name}; came: {error}; save it as UTF-8") from error
    return _Reader(name).spec(text, hashlib.sha256(raw).hexdigest())


@dataclass
class _Draft:
    line: int
    id: str
    level: str
    observations: tuple[str, ...]
    fields: dict[str, list[str]]


class _Reader:
    """Reads line by line; prose may stand between a heading and its first clause, never inside a clause."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._line = 0
        self._sectors: dict[str, str] = {}
        self._sector = self._section = ""
        self._clauses: dict[str, Clause] = {}
        self._draft: _Draft | None = None
        self._field = ""

    def spec(self, text: str, sha256: str) -> Spec:
        for number, line in self._lines(text):
            self._line = number
            self._read(line.rstrip())
        self._finish()
        if not self._clauses:
            raise SpecRefused(f"{self._name}: expected clauses under a heading `## XXX · Title`; came: none")
        return Spec(tuple(self._clauses.values()), tuple(self._sectors.items()), sha256)

    def _lines(self, text: str) -> Iterator[tuple[int, str]]:
        fenced = False
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("```"):
                fenced = not fenced
            elif not fenced:
                yield number, line

    def _read(self, line: str) -> None:
        if line.startswith("#"):
            self._finish()
            self._heading(line)
        elif not self._sector:
            return
        elif _LOOKS_LIKE_CLAUSE.match(line):
            self._finish()
            self._head(line)
        elif not line:
            self._finish()
        elif self._draft:
            self._continue(line)

    def _heading(self, line: str) -> None:
        if found := _SECTOR.fullmatch(line):
            self._sector, self._section = found[1], ""
            self._unless(self._sector in self._sectors, f"sector {self._sector} only once")
            self._sectors[found[1]] = found[2]
        elif self._sector:
            found = _SECTION.fullmatch(line)
            self._unless(found is None, f"`## XXX · Title` or `### Title`, came: {line}")
            self._section = found[1] if found else ""

    def _head(self, line: str) -> None:
        found = _HEAD.fullmatch(line)
        if found is None:
            self._refuse(f"`- **XXX-101** · LEVEL · OBS[, OBS…]`, came: {line.strip()}")
        clause_id, level, observations = found[1], found[2], tuple(part.strip() for part in found[3].split(","))
        self._unless(level not in get_args(Level), f"a level of {', '.join(get_args(Level))}, came: {level}")
        for one in observations:
            known = get_args(Observation)
            self._unless(one not in known, f"observations of {', '.join(known)}, came: {one}")
        self._unless(clause_id[:3] != self._sector, f"an id of sector {self._sector}, came: {clause_id}")
        self._unless(not self._section, f"a section `### Title` above {clause_id}")
        self._unless(clause_id in self._clauses, f"{clause_id} only once")
        self._draft = _Draft(self._line, clause_id, level, observations, {"sentence": [], "source": [], "breaks": []})
        self._field = "sentence"

    def _continue(self, line: str) -> None:
        draft = self._draft
        if draft is None:
            return
        self._unless(not line.startswith("  "), f"the lines of {draft.id} indented by two spaces, came: {line}")
        text = line.strip()
        if found := _FIELD.fullmatch(text):
            self._unless(bool(draft.fields[found[1]]), f"one `{found[1]}:` in {draft.id}")
            self._field, text = found[1], found[2]
        draft.fields[self._field].append(text)

    def _finish(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        texts = {name: " ".join(lines) for name, lines in draft.fields.items()}
        for name, text in texts.items():
            if not text:
                self._line = draft.line
                self._refuse(f"a {name} in {draft.id}, came: none")
        self._clauses[draft.id] = Clause(
            draft.id, draft.level, draft.observations, **texts, sector=self._sector, section=self._section
        )

    def _unless(self, wrong: bool, expected: str) -> None:  # noqa: FBT001 - reads as the sentence it is
        if wrong:
            self._refuse(expected)

    def _refuse(self, expected: str) -> None:
        raise SpecRefused(f"{self._name}:{self._line}: expected {expected}")

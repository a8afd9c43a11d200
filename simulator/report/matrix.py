"""The kill matrix of a release, read out of the page that the gallery of faults draws.

It decides what of that page is taken: names and marks, as text. It must not know how the page looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from simulator.report.recorded import RunUnreadable

if TYPE_CHECKING:
    from pathlib import Path

# As the page's legend has it: kills as declared; declared and did not kill.
KILLS, SURVIVED = "●", "✗"
_CLAUSE = re.compile(r"[A-Z]{3}-\d{3}")


@dataclass(frozen=True)
class Matrix:
    """`killers`: for each clause of the page the faults it kills; `survivors`: those it should and did not."""

    faults: tuple[str, ...]
    killers: dict[str, tuple[str, ...]]
    survivors: dict[str, tuple[str, ...]]
    summary: tuple[str, ...]

    @property
    def toothed(self) -> int:
        """How many clauses kill a fault."""
        return sum(bool(names) for names in self.killers.values())


def read(path: Path) -> Matrix:
    """Read a matrix.html; `RunUnreadable` where there is none in it."""
    reader = _Reader()
    try:
        reader.feed(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RunUnreadable(f"expected a kill matrix at {path}; came: {error}; correct --matrix") from error
    reader.close()
    if not reader.rows:
        raise RunUnreadable(f"expected a page with a table of class matrix at {path}; came: none; correct --matrix")
    faults = tuple(cell.strip() for cell in reader.rows[0][1:])
    clauses = [row for row in reader.rows[1:] if _CLAUSE.fullmatch(row[0].strip())]
    return Matrix(faults, _marked(clauses, faults, KILLS), _marked(clauses, faults, SURVIVED), tuple(reader.items))


def _marked(rows: list[list[str]], faults: tuple[str, ...], mark: str) -> dict[str, tuple[str, ...]]:
    return {
        row[0].strip(): tuple(name for name, cell in zip(faults, row[1:], strict=False) if cell.strip() == mark)
        for row in rows
    }


class _Reader(HTMLParser):
    """Collects the cells of the table of class `matrix`, and the items of the list before it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.items: list[str] = []
        self._inside = False
        self._item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        if tag == "table":
            self._inside = "matrix" in (dict(attrs).get("class") or "").split()
        elif tag == "tr" and self._inside:
            self.rows.append([])
        elif tag in ("td", "th") and self._inside:
            self.rows[-1].append("")
        elif tag == "li" and not self.rows:
            self.items.append("")
            self._item = True
        elif self._item:
            self._item = tag in ("code", "b", "em")

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser."""
        if tag == "table":
            self._inside = False
        elif tag in ("li", "ul"):
            self._item = False

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        if self._inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
        elif self._item:
            self.items[-1] += data

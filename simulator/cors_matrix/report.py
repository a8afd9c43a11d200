"""The CORS matrix for people and machines: on the terminal, as Markdown, as JSON. It decides how it looks."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from simulator.cors_matrix.matrix import Cell, Matrix

# A row of the table: an origin at a configuration. Its columns: what is sent, with credentials and without.
COLUMNS = (
    ("OPTIONS json +cred", "OPTIONS", "application/json", True),
    ("POST json +cred", "POST", "application/json", True),
    ("POST json", "POST", "application/json", False),
    ("POST text +cred", "POST", "text/plain", True),
    ("POST text", "POST", "text/plain", False),
)
# On the terminal there is room for a word or two; everything else says it in full.
SHORT = {
    "delivered and readable": ("readable", "green"),
    "delivered, answer unreadable": ("unreadable", "yellow"),
    "the POST may follow": ("passes", "green"),
    "never sent by the browser": ("never sent", "dim"),
    "refused": ("refused", "dim"),
}
LEGEND = "readable, unreadable: the beacon is delivered, and a page may or may not read the answer"
PIPE = {ord("|"): "\\|", ord("<"): "&lt;", ord(">"): "&gt;"}


def rows(matrix: Matrix) -> list[tuple[str, str, list[Cell], str]]:
    """Give each row: configuration, origin, its cells by column, and what a credentialed JSON beacon lacks."""
    made = []
    for (configuration, origin), group in groupby(matrix.cells, key=lambda cell: (cell.configuration, cell.origin)):
        cells = list(group)
        by_column = [_cell_of(cells, *column[1:]) for column in COLUMNS]
        lacks = [need for need, met in cells[0].needs.items() if not met]
        made.append((configuration, f"{origin.name} ({origin.value or 'no header'})", by_column, _lacking(lacks)))
    return made


def table(matrix: Matrix) -> Table:
    """Build the table."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("configuration", "origin", *(column[0] for column in COLUMNS), "a credentialed JSON beacon lacks"):
        drawn.add_column(heading, overflow="fold")
    before = ""
    for configuration, origin, cells, lacks in rows(matrix):
        told = [Text(*SHORT[cell.fate]) for cell in cells]
        drawn.add_row(plain(configuration if configuration != before else ""), plain(origin), *told, lacks)
        before = configuration
    return drawn


def summary(matrix: Matrix) -> str:
    """Count the fates of the POSTs."""
    fates = Counter(cell.fate for cell in matrix.cells if cell.method == "POST")
    counted = ", ".join(f"{count} {told}" for told, count in fates.most_common())
    return "\n".join([f"{len(matrix.cells)} combinations, {matrix.requests} requests: {counted}", *matrix.missing])


def markdown(matrix: Matrix, head: Mapping[str, Any]) -> str:
    """Give the table for a page."""
    headings = ["configuration", "origin", *(column[0] for column in COLUMNS), "a credentialed JSON beacon lacks"]
    lines = ["# CORS matrix", "", f"Target {_cell(str(head['target']['gateway']))} · seed {head['seed']}", ""]
    lines += [summary(matrix).replace("\n", "\n\n"), "", _row(headings), _row(["---"] * len(headings))]
    for configuration, origin, cells, lacks in rows(matrix):
        lines.append(_row([configuration, origin, *(f"{cell.fate} ({cell.why})" for cell in cells), lacks]))
    return "\n".join(lines) + "\n"


def write(matrix: Matrix, head: Mapping[str, Any], directory: Path) -> None:
    """Write cors.json and cors.md."""
    told = {**head, "missing": matrix.missing, "cells": [asdict(cell) for cell in matrix.cells]}
    text = json.dumps(told, indent=1, ensure_ascii=False, default=str)
    (directory / "cors.json").write_text(text + "\n", "utf-8", "backslashreplace")
    (directory / "cors.md").write_text(markdown(matrix, head), "utf-8", "backslashreplace")


def _cell_of(cells: Sequence[Cell], method: str, kind: str, credentials: bool) -> Cell:  # noqa: FBT001 - a column's value
    return next(c for c in cells if (c.method, c.content_type, c.credentials) == (method, kind, credentials))


def _lacking(lacks: Sequence[str]) -> str:
    if not lacks:
        return "nothing"
    return ", ".join(lacks) if len(lacks) <= 2 else f"{len(lacks)} of 7: {lacks[0]} …"  # noqa: PLR2004 - room in a line


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return plain(text).translate(PIPE)

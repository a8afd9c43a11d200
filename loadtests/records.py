"""What became of each request: one line each in `requests-<part>.jsonl`, read back into columns.

A line is a JSON array: number, due_us, sent_us, done_us (epoch microseconds of the process that sent it), status (0: no
answer), kind, note. `due` is when the schedule wanted it, `sent` just before it was written, `done` when its answer was
there or had failed to come. A number without a line may or may not have been sent. It judges nothing.
"""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What an answer was. `silent`: none came; `unsent`: never sent; `missing`: no line, so nobody knows.
KINDS = ("missing", "unsent", "synced", "skipped", "limited", "refused", "failed", "silent", "other")
MISSING, UNSENT, SYNCED, SKIPPED, LIMITED, REFUSED, FAILED, SILENT, OTHER = range(len(KINDS))
# Requests that the gateway may or may not have counted and stored.
UNKNOWN = (MISSING, SILENT)
_OK, _TOO_MANY, _BAD, _SERVER = 200, 429, 400, 500


def kind_of(status: int, body: bytes) -> str:
    """Name what an answer is."""
    if status == _OK:
        return "synced" if b'"synced"' in body else "skipped"
    if status == _TOO_MANY:
        return "limited"
    if status >= _SERVER:
        return "failed"
    return "refused" if status >= _BAD else "other"


def line_of(number: int, times_us: tuple[int, int, int], status: int, kind: str, note: str = "") -> str:
    """Write one line."""
    due_us, sent_us, done_us = times_us
    said = json.dumps(note[:200]) if note else '""'
    return f'[{number},{due_us},{sent_us},{done_us},{status},"{kind}",{said}]\n'


class Outcomes:
    """Every request of a part, by number: times in epoch microseconds (0: unknown), kind and status."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.due_us, self.sent_us, self.done_us = (array("q", bytes(8 * size)) for _ in range(3))
        self.kind = bytearray(size)
        self.status = array("h", bytes(2 * size))
        self.notes: dict[int, str] = {}
        self.repeated = 0

    @classmethod
    def read(cls, path: Path, size: int) -> Outcomes:
        """Read a file of lines; one that was cut off by a kill is no line, and a file that is not there has none."""
        outcomes = cls(size)
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.endswith("]\n"):
                        outcomes._take(json.loads(line))
        return outcomes

    def kinds(self) -> dict[str, int]:
        """Count by kind, those that occur."""
        counts = [self.kind.count(code) for code in range(len(KINDS))]
        return {name: count for name, count in zip(KINDS, counts, strict=True) if count}

    def numbers(self, *codes: int) -> Iterator[int]:
        """Give the numbers of requests of these kinds."""
        return (number for number, code in enumerate(self.kind) if code in codes)

    def sent(self) -> Iterator[int]:
        """Give the numbers of requests that were sent for all we know, and when."""
        return (number for number, at_us in enumerate(self.sent_us) if at_us)

    def in_flight(self, at_us: int) -> int:
        """Count the requests under way at a moment."""
        pairs = zip(self.sent_us, self.done_us, strict=True)
        return sum(sent_us and sent_us <= at_us < done_us for sent_us, done_us in pairs)

    def _take(self, line: list[Any]) -> None:
        number, due_us, sent_us, done_us, status, kind, note = line
        self.repeated += self.kind[number] != MISSING
        self.due_us[number], self.sent_us[number], self.done_us[number] = due_us, sent_us, done_us
        self.kind[number], self.status[number] = KINDS.index(kind), status
        if note:
            self.notes[number] = note

"""What became of each request: one line each in `requests-<part>.jsonl`, read back into columns.

A line is a JSON array: number, due_us, sent_us, done_us (epoch microseconds of the process that sent it), status (0: no
answer), kind, note. `due` is when the schedule wanted it, `sent` just before it was written, `done` when its answer was
there or had failed to come. Each process ends with `{"through": number, "of": processes}`: later requests were not
sent. A number without a line of which nobody says so may have been sent or not. It judges nothing.
"""

from __future__ import annotations

import json
import re
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


def retry_after(body: bytes) -> str:
    """Give what a 429 says of when the window ends, as a note: `retryAfter N`, or nothing."""
    found = re.search(rb'"retryAfter"\s*:\s*(\d{1,9})\b', body)
    return f"retryAfter {int(found[1])}" if found else ""


def end_of(through: int, processes: int) -> str:
    """Write the line with which a process ends: the last number it let go."""
    return f'{{"through":{through},"of":{processes}}}\n'


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
                ends = [end for line in lines if line.endswith("\n") and (end := outcomes._read(json.loads(line)))]
                outcomes._end(ends)
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

    def _read(self, line: list[Any] | dict[str, int]) -> dict[str, int] | None:
        """Take a line; give it back if it is an end."""
        if isinstance(line, dict):
            return line
        self._take(line)
        return None

    def _end(self, ends: list[dict[str, int]]) -> None:
        """What comes after the last number that any process let go was not sent, if all of them said so."""
        if ends and len(ends) >= ends[0]["of"]:
            for number in range(max(end["through"] for end in ends) + 1, self.size):
                if self.kind[number] == MISSING:
                    self.kind[number] = UNSENT

    def _take(self, line: list[Any]) -> None:
        number, due_us, sent_us, done_us, status, kind, note = line
        self.repeated += self.kind[number] != MISSING
        self.due_us[number], self.sent_us[number], self.done_us[number] = due_us, sent_us, done_us
        self.kind[number], self.status[number] = KINDS.index(kind), status
        if note:
            self.notes[number] = note

"""A log file that grows while we look: a gateway's stderr. It knows no line of the blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.text import MARKS, mark_of
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from pathlib import Path


MARK_BYTES = max(len(mark) for mark, _ in MARKS)


class LogUnreadable(Exception):
    """The log named by the target record cannot be read."""

    exit_code = 2


class GrowingLog:
    """Reads a log from a mark on. A log that was cut (rotated) meanwhile is read from its new start."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mark(self) -> int:
        """Remember how long the log is now, in bytes; `LogUnreadable` if it cannot be read."""
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise LogUnreadable(f"expected a log file at {self.path}; came: {error.strerror}; check --log") from error

    async def since(self, mark: int, until: str | None = None, deadline_s: float = 2.0) -> str:
        """Give what was written after `mark`; with `until`, wait for that text, at most `deadline_s`."""
        if until is None:
            return self.read(mark)
        try:
            return await wait_until(lambda: self.read(mark), deadline_s, until=lambda text: until in text)
        except NeverHappened:
            return self.read(mark)

    def read(self, mark: int) -> str:
        """Give what was written after `mark`, as UTF-8, or as the log's byte order mark says."""
        with self.path.open("rb") as log:
            order, encoding = mark_of(log.read(MARK_BYTES))
            log.seek(max(mark if mark <= self.mark() else 0, len(order)))
            return log.read().decode(encoding, "replace")

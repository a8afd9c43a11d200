"""What a process that sends writes down: lines in batches, and what was under way when it was stopped.

It knows neither Locust nor where a batch goes.
"""

from __future__ import annotations

import errno
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from loadtests.records import end_of, line_of

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH_LINES = 500
# What keeps a request on this machine: no file or port left for it, no way out.
OWN_ERRORS = (
    *(errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EADDRINUSE),
    *(errno.EACCES, errno.EPERM, errno.ENETUNREACH, errno.ENETDOWN),
)


def could_not_send(error: BaseException) -> bool:
    """Whether a request failed before any of it left: for a reason of ours, or a certificate that is not believed."""
    if isinstance(error, socket.gaierror | ssl.SSLCertVerificationError):
        return True
    return isinstance(error, OSError) and error.errno in OWN_ERRORS


def now_us() -> int:
    """Give the epoch in microseconds, from a clock that is never set back within a run."""
    return _EPOCH_US + time.perf_counter_ns() // 1_000


_EPOCH_US = time.time_ns() // 1_000 - time.perf_counter_ns() // 1_000


class Desk:
    """What one process writes down, in batches."""

    def __init__(self, send: Callable[[str, Any], None]) -> None:
        self._send = send
        self._lines: list[str] = []
        self.closed = False
        self.under_way: dict[int, tuple[int, int]] = {}

    def write(self, line: str) -> None:
        """Keep a line, and hand over a full batch."""
        self._lines.append(line)
        if len(self._lines) >= BATCH_LINES:
            self.flush()

    def flush(self) -> None:
        """Hand over what there is."""
        if self._lines:
            self._send("records", "".join(self._lines))
            self._lines = []

    def close(self, through: int, processes: int) -> None:
        """Hand over all, requests under way as what they are: sent, and not answered; and how far this process came."""
        for number, (due_us, sent_us) in self.under_way.items():
            self._lines.append(line_of(number, (due_us, sent_us, now_us()), 0, "silent", "stopped while under way"))
        self.under_way.clear()
        if not self.closed:
            self._lines.append(end_of(through, processes))
        self.closed = True
        self.flush()

"""All processes that came of one we started, also those that left its group or session: found, and ended with it.

They are known by a word in the environment that they inherited, and by descent. It must not know what they are.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterator

MARK = "OPSMANTIK_STARTED_BY"


def new_mark() -> dict[str, str]:
    """Give the word for one start, as a part of its environment."""
    return {MARK: secrets.token_hex(8)}


def signalled(pid: int | None, mark: str, number: signal.Signals) -> list[psutil.Process]:
    """Send a signal to all that came of a start, and give those that got it. `pid`: of the first, while it is ours."""
    told = []
    for one in _all(pid, mark):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            one.send_signal(number)
            told.append(one)
    return told


def any_left(mark: str) -> bool:
    """Whether anything that came of a start still runs: a program may go and leave its server behind."""
    return any(lives(one) for one in _marked(None, mark))


def lives(process: psutil.Process) -> bool:
    """Whether a process still runs; one that only waits to be waited for does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _all(pid: int | None, mark: str) -> list[psutil.Process]:
    found = {one.pid: one for one in [*_descendants(pid), *_marked(pid, mark)] if lives(one)}
    found.pop(os.getpid(), None)
    return list(found.values())


def _descendants(pid: int | None) -> list[psutil.Process]:
    if pid is None:
        return []
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)] if first.ppid() == os.getpid() else []
    except psutil.Error:
        return []


def _marked(pid: int | None, mark: str) -> Iterator[psutil.Process]:
    """Give whoever inherited the word, or is in the group."""
    for one in psutil.process_iter():
        try:
            if one.environ().get(MARK) == mark or (pid and os.getpgid(one.pid) == pid):
                yield one
        except (psutil.Error, OSError):
            continue

"""One life of the server process: started so that it dies with us, watched, and ended.

Decides how a process is started, seen to be ready and waited for; knows nothing of clusters and their files.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

from schema.connection import PostgresUnavailable

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
READY = "database system is ready to accept connections"


class ServerProcess:
    """The process, watched by a thread of its own.

    The thread starts it, since Linux sends the death signal when the *thread* that forked ends; and it reads the log,
    whose end says more than the server's: every process of the cluster, orphaned backends too, has let go of it.
    """

    def __init__(self, command: list[str], user: tuple[int, int] | None) -> None:
        self.lines: deque[str] = deque(maxlen=200)
        self.ready, self.ended = threading.Event(), threading.Event()
        self._failure: OSError | None = None
        self.pid: int | None = None
        self._watcher = threading.Thread(target=self._live, args=(command, user), name="embedded postgres", daemon=True)
        self._watcher.start()

    def wait_ready(self) -> None:
        """Return when connections are accepted; raise PostgresUnavailable when it ended first, or took too long."""
        in_time = self.ready.wait(START_TIMEOUT_S)
        if in_time and not self.ended.is_set():
            return
        self.end(signal.SIGKILL)
        last = str(self._failure) if self._failure else " / ".join(list(self.lines)[-3:])
        came = f"its end: {last}" if in_time else f"nothing for {START_TIMEOUT_S} s: {last}"
        raise PostgresUnavailable(
            f"expected the embedded PostgreSQL to start, came {came}; free memory or disk, or give a DSN",
        )

    def end(self, number: signal.Signals) -> None:
        """Send the signal and wait for the end, in the last resort with SIGKILL."""
        for attempt in (number, signal.SIGQUIT, signal.SIGKILL):
            if not self.ended.is_set() and self.pid is not None:
                with contextlib.suppress(ProcessLookupError):  # it may end by itself meanwhile
                    os.kill(self.pid, attempt)
            self._watcher.join(STOP_TIMEOUT_S)
            if not self._watcher.is_alive():
                return

    def _live(self, command: list[str], user: tuple[int, int] | None) -> None:
        try:
            process = _tethered(command, user)
        except OSError as failure:
            self._failure = failure
        else:
            self.pid = process.pid
            waiter = threading.Thread(target=self._wait, args=(process,), daemon=True)
            waiter.start()
            self._read(process)
            waiter.join()
        self.ended.set()
        self.ready.set()

    def _wait(self, process: subprocess.Popen) -> None:
        process.wait()
        self.ended.set()

    def _read(self, process: subprocess.Popen) -> None:
        for line in process.stdout:
            self.lines.append(line.rstrip("\n"))
            if READY in line:
                self.ready.set()


def _tethered(command: list[str], user: tuple[int, int] | None) -> subprocess.Popen:
    uid, gid = user or (-1, -1)
    tether = [sys.executable, "-I", "-S", str(Path(__file__).with_name("tether.py"))]
    return subprocess.Popen(  # noqa: S603
        [*tether, str(os.getpid()), str(uid), str(gid), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        cwd="/",
        env=environment(),
    )


def environment() -> dict[str, str]:
    """Give the whole environment of a server program: nothing of ours leaks into it."""
    return {"PATH": os.defpath, "LC_ALL": locale(), "TZ": "UTC"}


def locale() -> str:
    """Give a locale that compares by code point, under the name this platform knows."""
    return "C.UTF-8" if sys.platform == "linux" else "C"  # macOS has no C.UTF-8

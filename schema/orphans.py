"""End the server that a dead owner left behind, where the kernel did not do it (only Linux sends a signal at death).

Knows only what the server wrote into its own directory, and does not trust a process id that it cannot confirm.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path


def end_server_of(base: Path) -> None:
    """Stop at once the server whose cluster lies in `base/data`, if its process is still that server."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((base / "data" / "postmaster.pid").read_text().splitlines()[0])
        if str(base / "data") in _command_line(pid):
            os.kill(pid, signal.SIGQUIT)


def _command_line(pid: int) -> str:
    if sys.platform == "linux":
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    said = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return said.stdout

"""A gateway that is really served and a run that really judges it, as processes; and lines that bash runs.

Decides how they are started and stopped. It must not know what a report says.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schema import binaries
from simulator.waiting import wait_until
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READY_S = 60
ORIGIN = ("--origin", "https://shop.example")
FRONT_DOOR = (sys.executable, str(ROOT / "opsmantik.py"))
_LISTENING = re.compile(r"^listening on (\S+)", re.MULTILINE)


@contextmanager
def served(directory: Path, database: str, *arguments: str) -> Iterator[str]:
    """Serve on a database until the end; gives the URL."""
    said = directory / f"served-{len(list(directory.iterdir()))}.out"
    line = [*FRONT_DOOR, "serve", "--database", database, "--host", "127.0.0.1", "--port", "0", *arguments]
    environment = os.environ | {"ALLOWED_ORIGINS": "https://shop.example"}
    with said.open("wb") as out:
        process = subprocess.Popen(line, stdout=out, stderr=subprocess.DEVNULL, env=environment)
    try:
        yield listening(said, process)
    finally:
        process.terminate()
        process.wait(10)


def listening(said: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait until it says where it listens."""

    def probe() -> re.Match[str] | None:
        assert process.poll() is None, "it ended"
        return _LISTENING.search(said.read_text())

    return asyncio.run(wait_until(probe, READY_S))[1]


def judged(runs: Path, *arguments: str) -> tuple[Path, str]:
    """Judge, and give the run's directory and what was printed."""
    line = [*FRONT_DOOR, "verify", "--runs", str(runs), "--seed", "3", *arguments]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False, cwd=runs)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return (runs / "latest").resolve(), done.stdout + done.stderr


def run_in_bash(script: str, directory: Path, **environment: str) -> str:
    """Run lines as somebody would who has curl, psql and nothing of ours."""
    path = f"{binaries.find()}{os.pathsep}{os.environ['PATH']}"
    line, env = ["/bin/bash", "-c", script], {"PATH": path, **environment}
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False, cwd=directory, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def scripts(page: Path) -> dict[str, str]:
    """Take the reproducers out of a report: for each clause that has one, the text of its blocks in order."""
    found: dict[str, str] = {}
    for part in page.read_text("utf-8").split('<details class="clause')[1:]:
        clause = re.search(r'id="([A-Z]{3}-\d{3})"', part)
        blocks = re.findall(r'<pre class="script (?:before|lines|after)">(.*?)</pre>', part, re.DOTALL)
        if clause and blocks:
            found[clause[1]] = "".join(text_of(block) for block in blocks)
    return found


def text_of(markup: str) -> str:
    """Give what a reader copies: the text without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))

"""However a verb is ended, and whatever it was given: one sentence, an honest exit, nothing left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from simulator.waiting import wait_until
from tests.house.tree import ROOT

DEADLINE_S = 90
INTERRUPTED = 130
FRONT_DOOR = [sys.executable, str(ROOT / "opsmantik.py")]
LOCUST = [sys.executable, "-m", "locust", "-f", str(ROOT / "loadtests" / "locustfile.py"), "--headless", "-u", "1"]
MARK = "OPSMANTIK_TEST_MARK"
ENDS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


def deaf() -> None:
    """Be what a shell makes of `command &` in a script: Ctrl-C is not heard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def begun(directory: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a verb that is deaf to Ctrl-C, as whatever a script starts in the background."""
    environment = os.environ | {MARK: str(directory)}
    with (directory / "out").open("wb") as out, (directory / "err").open("wb") as err:
        return subprocess.Popen([*FRONT_DOOR, *arguments], stdout=out, stderr=err, env=environment, preexec_fn=deaf)  # noqa: PLW1509


def servers(process: psutil.Process) -> set[Path]:
    """Give the data directories of the Postgres servers that a process has started."""
    lines = [command_of(one) for one in process.children(recursive=True)]
    return {Path(line[line.index("-D") + 1]) for line in lines if "-D" in line and line[0].endswith("postgres")}


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has ended meanwhile
        return []


def marked(directory: Path) -> list[str]:
    """Name the processes that still carry the verb's mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(directory):
                found.append(process.name())
        except psutil.Error:
            continue
    return found


def ended(directory: Path, number: int, *arguments: str) -> tuple[int, set[Path]]:
    """End a verb once its Postgres is there; gives its exit and the data directories that it had."""

    async def made() -> set[Path]:
        family = psutil.Process(running.pid)
        return await wait_until(lambda: running.poll() is None and servers(family), DEADLINE_S)

    running = begun(directory, *arguments)
    try:
        found = asyncio.run(made())
        running.send_signal(number)
        return running.wait(DEADLINE_S), found
    finally:
        running.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for what is left as Linux shows it")
@pytest.mark.parametrize(
    ("number", "arguments"),
    [
        *((number, ("serve", "--port", "0")) for number in ENDS),
        (signal.SIGTERM, ("verify", "--sector", "GWY")),
        (signal.SIGTERM, ("load", "mixed")),
        (signal.SIGHUP, ("chaos", "kill-gateway")),
    ],
)
def test_however_a_verb_ends_it_leaves_nothing(number: int, arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Also one that was started with `&`; its Postgres lived in memory, of which 60 MB would stay."""
    runs = () if arguments[0] == "serve" else ("--runs", str(tmp_path / "runs"))
    code, found = ended(tmp_path, number, *arguments, *runs)
    assert INTERRUPTED == code, (tmp_path / "err").read_text()
    assert found
    assert [] == [path for path in found if path.parent.exists()]
    assert [] == marked(tmp_path)
    assert "" == (tmp_path / "err").read_text()


def test_what_was_started_with_nohup_outlives_its_terminal() -> None:
    """SIGHUP that somebody made us deaf to is not ours to hear."""
    what = (
        "import os, signal, opsmantik; signal.signal(signal.SIGHUP, signal.SIG_IGN); opsmantik.take_signals();"
        " os.kill(os.getpid(), signal.SIGHUP); print('lives')"
    )
    done = subprocess.run([sys.executable, "-c", what], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, "lives\n", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["--site PUBLIC_ID", "--order FILE", "came: neither"]),
        (("--site", "x"), ["expected --host http", "came: None"]),
        (("--site", "x", "--host", "nonsense"), ["expected --host http", "nonsense"]),
        (("--site", "x", "--host", "http://h", "--hurry", "0"), ["--hurry"]),
        (("--order", "nowhere.json"), ["expected an order at nowhere.json", "No such file"]),
        (("--order", str(ROOT / "pyproject.toml")), ["expected an order at", "pyproject.toml"]),
    ],
)
def test_locust_by_hand_says_what_it_lacks(arguments: tuple[str, ...], words: list[str], tmp_path: Path) -> None:
    done = subprocess.run([*LOCUST, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=90)
    assert 2 == done.returncode, done.stderr
    assert all(word in done.stderr for word in words)
    assert "Traceback" not in done.stderr


def test_an_order_is_sent_once_and_a_clock_that_cannot_be_moved_ends_it(tmp_path: Path) -> None:
    """Nobody waits in silence for what will not come."""
    runs = ["--runs", str(tmp_path / "runs"), "--thresholds", str(ROOT / "tests" / "loadtests" / "patient.toml")]
    line = [*FRONT_DOOR, "load", "edge", *runs]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=200)
    assert 0 == done.returncode, done.stdout + done.stderr
    order = tmp_path / "runs" / "latest" / "order-1.json"
    again = [*LOCUST, "--order", str(order), "Arrivals"]
    done = subprocess.run(again, capture_output=True, text=True, check=False, timeout=90)
    assert 2 == done.returncode, done.stderr
    assert "expected an order that nobody has sent" in done.stderr
    order.write_text(order.read_text().replace("requests-1", "requests-2"))
    done = subprocess.run(again, capture_output=True, text=True, check=False, timeout=90)
    assert 3 == done.returncode, done.stderr
    assert "expected to move the clock at" in done.stderr

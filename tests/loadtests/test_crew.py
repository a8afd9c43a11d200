"""How a run is carried out: by a master and two workers, in real windows, stopped, overtaxed, and on whose machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from simulator.verify import FRONT_DOOR
from tests.loadtests.commands import PATIENT, broken, load, opsmantik, result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALL = os.environ.get("OPSMANTIK_LOAD_ALL")
START = f"{sys.executable} -m tests.loadtests.small_window --port {{port}} --database {{database}} --window-ms 3000"


def counted(runs: Path) -> tuple:
    """Give what must be the same however many processes send."""
    told = result(runs)
    (part,) = told["parts"]
    names = ("synced", "stored", "lost", "doubled", "stray", "misplaced", "stamps", "calls")
    return part["kinds"], [part["books"][name] for name in names], part["boundary"]["exact"]


def test_a_master_and_two_workers_have_the_same_books(tmp_path: Path) -> None:
    """Clients are dealt out to the workers, and the gateway's clock is moved once all of them have their answers."""
    done = load("edge", "--workers", "2", runs=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ({"synced": 400, "limited": 6}, [400, 400, 0, 0, 0, 0, 0, 0], True) == counted(tmp_path)
    log = tmp_path / "latest" / "order-1-locust.html"
    assert log.exists(), "Locust's own report lies beside ours"


@pytest.mark.parametrize(("profile", "limit", "code"), [("double_burst", 20, 0), ("edge", 21, 1)])
def test_windows_that_are_waited_for_are_bounded(profile: str, limit: int, code: int, tmp_path: Path) -> None:
    """A gateway without controls, with a limit and a window of its own: as told, or off by one."""
    start = ("--start", f"{START} --limit {limit}", "--limit", "20", "--window", "3", "--trusts-forwarded-for")
    done = load(profile, *start, "--no-controls", runs=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    (part,) = result(tmp_path)["parts"]
    assert "intervals" == part["boundary"]["known_by"]
    assert (("admission", "too_many") in broken(tmp_path)) is (code == 1)


@pytest.mark.skipif(not ALL or sys.platform != "linux", reason="OPSMANTIK_LOAD_ALL=1 asks for it; Linux can")
def test_where_the_peer_counts_clients_call_from_addresses_of_their_own(tmp_path: Path) -> None:
    start = ("--start", f"{START} --limit 20 --by-peer", "--limit", "20", "--window", "3", "--no-controls")
    done = load("spoof", *start, runs=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "source" == result(tmp_path)["planned"]["settings"]["addressing"]
    assert result(tmp_path)["parts"][0]["kinds"]["limited"] == 3 + 20


def test_ctrl_c_stops_within_a_second_and_closes_the_books(tmp_path: Path) -> None:
    """Exit 130; nothing is sent later than a second after it; what was sent is accounted for."""
    arguments = ["load", "mixed", "--duration", "60", "--rate", "20", "--thresholds", str(PATIENT)]
    command = [sys.executable, str(FRONT_DOOR), *arguments, "--runs", str(tmp_path)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    records = tmp_path / "latest" / "requests-1.jsonl"
    deadline = time.monotonic() + 90
    while not (records.exists() and len(records.read_text("utf-8").splitlines()) > 10):
        assert time.monotonic() < deadline, "expected requests within 90 s"
        assert running.poll() is None
    pressed_us = time.time_ns() // 1_000
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=90)
    assert running.returncode == 130
    lines = [json.loads(line) for line in records.read_text("utf-8").splitlines()]
    sent = [line[2] for line in lines if isinstance(line, list)]
    assert max(sent) < pressed_us + 1_000_000
    told = result(tmp_path)["parts"][0]["books"]
    assert told["closed"]
    assert told["synced"] > 0


def test_a_target_elsewhere_is_refused_unless_somebody_says_so(tmp_path: Path) -> None:
    done = opsmantik("load", "edge", "--gateway", "http://203.0.113.7", "--no-books", runs=tmp_path)
    assert done.returncode == 2
    assert "--i-may-load-this-target" in done.stderr


class Nodding(BaseHTTPRequestHandler):
    """A gateway that says `synced` to everything, and stores nothing."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a beacon."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say(b'{"ok":true,"score":0,"status":"synced"}')

    def do_OPTIONS(self) -> None:
        """Allow everything."""
        self._say(b"")

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Be quiet."""


class Dawdling(Nodding):
    """The same, but every beacon waits: however fast the machine is, 800 under way are all that can be."""

    def do_POST(self) -> None:
        """Take a beacon in one's own time."""
        Event().wait(0.3)
        super().do_POST()


class Hall(ThreadingHTTPServer):
    """A server at which nobody is turned away because many come at once."""

    request_queue_size = 1_024


@contextmanager
def serving(handler: type[Nodding]) -> Iterator[str]:
    server = Hall(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def nodding() -> Iterator[str]:
    with serving(Nodding) as url:
        yield url


@pytest.fixture
def dawdling() -> Iterator[str]:
    with serving(Dawdling) as url:
        yield url


def test_a_generator_that_falls_behind_tells_nothing(dawdling: str, tmp_path: Path) -> None:
    """Exit 3, not 1 for the times that came of it."""
    target = ("--gateway", dawdling, "--site", "5b0c0d2e-7c1f-4b0a-9d55-0a8b3f4c1d2e", "--origin", "http://a.example")
    more = ("--trusts-forwarded-for", "--no-controls", "--no-books", "--rate", "20000", "--duration", "0.1")
    done = opsmantik("load", "mixed", *target, *more, runs=tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "fell behind" in done.stdout
    assert ("generator", "late_share") in broken(tmp_path)


def test_books_need_a_database_or_somebody_who_does_without(nodding: str, tmp_path: Path) -> None:
    target = ("--gateway", nodding, "--site", "5b0c0d2e-7c1f-4b0a-9d55-0a8b3f4c1d2e", "--origin", "http://a.example")
    done = opsmantik("load", "edge", *target, "--trusts-forwarded-for", runs=tmp_path)
    assert done.returncode == 2
    assert "--no-books" in done.stderr


@pytest.mark.skipif(not ALL, reason="OPSMANTIK_LOAD_ALL=1 asks for all")
def test_chaos_finds_a_gateway_that_answers_before_it_stores(tmp_path: Path) -> None:
    """What is acknowledged and not stored is lost when the gateway is killed."""
    done = opsmantik("chaos", "kill-gateway", "--faulty", "answers-before-it-stores", runs=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr


def test_chaos_loses_nothing_of_the_reference(tmp_path: Path) -> None:
    """Kill -9 in the middle of a burst, once; all of it, three times: `make chaos`."""
    done = opsmantik("chaos", "kill-gateway", "--repetitions", "1", "--recover-s", "90", runs=tmp_path)
    (struck,) = json.loads((tmp_path / "latest" / "chaos.json").read_text("utf-8"))["faults"]
    assert done.returncode in (0, 3), done.stdout + done.stderr  # 3: fewer than twenty were under way
    assert (0, 0, 0) == tuple(struck[name] for name in ("lost", "doubled", "stray"))
    assert struck["synced"] > 0

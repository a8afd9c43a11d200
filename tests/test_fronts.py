"""A healthy gateway behind what stands before gateways elsewhere is accused of nothing, by any verb.

TLS with an authority of its own, a path below which the endpoint is found, a redirect.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from browser_tests.engines import find_engine
from simulator.judge.browser import BrowserMissing
from tests.fixtures.front import front_before
from tests.house.tree import ROOT
from tests.loadtests.commands import PATIENT
from tests.simulator.report.live import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fixtures.front import Front

BELOW = "/shop/api/sync"
BOUND_S = 300
# What a page has to do with its own path: the plain transport, and the fallback that the same bytes take.
PLAYED = ("TRK-219", "TRK-301", "TRK-303")


def opsmantik(directory: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(ROOT / "opsmantik.py"), *arguments, "--runs", str(directory / "runs")]
    env = os.environ | environment
    return subprocess.run(line, capture_output=True, text=True, timeout=BOUND_S, check=False, env=env)


@contextmanager
def fronted(directory: Path, database: str, *, secure: bool = True) -> Iterator[tuple[Front, list[str]]]:
    """A gateway of ours behind a front; gives also the flags that name it."""
    with (
        served(directory, database) as url,
        front_before(int(url.rpartition(":")[2]), directory, path=BELOW, secure=secure) as front,
    ):
        flags = ["--gateway", front.url, "--database", database, "--origin", "https://shop.example"]
        yield front, [*flags, "--ca", front.ca] if secure else flags


def verdicts(directory: Path) -> dict[str, str]:
    told = json.loads((directory / "runs" / "latest" / "results.json").read_text("utf-8"))
    return {one["id"]: one["verdict"] for one in told["clauses"]}


@pytest.mark.parametrize("secure", [True, False])
def test_a_tracker_is_judged_through_the_fault_proxy(secure: bool, database: str, tmp_path: Path) -> None:  # noqa: FBT001
    """Its pages speak plain HTTP to their own origin; what they send finds the gateway all the same."""
    try:
        find_engine("chromium")
    except BrowserMissing as missing:
        pytest.skip(str(missing))
    clauses = [word for clause in PLAYED for word in ("--clause", clause)]
    tracker = str(ROOT / "tracker" / "ux-core.js")
    with fronted(tmp_path, database, secure=secure) as (_, flags):
        done = opsmantik(tmp_path, "verify", *flags, "--tracker", tracker, *clauses)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert dict.fromkeys(PLAYED, "valid") == verdicts(tmp_path)


def test_a_gateway_is_judged_measured_raced_and_loaded(database: str, tmp_path: Path) -> None:
    """By the judge's client, by sockets opened by hand, and by the process that sends load."""
    with fronted(tmp_path, database) as (_, flags):
        done = opsmantik(tmp_path, "verify", *flags, "--smoke", "--sector", "GWY")
        assert 0 == done.returncode, done.stdout + done.stderr
        assert "valid" in verdicts(tmp_path).values()
        done = opsmantik(tmp_path, "verify", *flags, "--clause", "GWY-978")
        assert {"GWY-978": "valid"} == verdicts(tmp_path), "sockets opened by hand"
        done = opsmantik(tmp_path, "races", *flags, "--rounds", "1", "--at-once", "3")
        assert 0 == done.returncode, done.stdout + done.stderr
        done = opsmantik(tmp_path, "cors", *flags)
        assert 0 == done.returncode, done.stdout + done.stderr
        short = ("--duration", "2", "--rate", "20", "--thresholds", str(PATIENT))
        done = opsmantik(tmp_path, "load", "mixed", *flags, *short)
        assert 0 == done.returncode, done.stdout + done.stderr
        told = json.loads((tmp_path / "runs" / "latest" / "load.json").read_text("utf-8"))
        assert [{"synced"}] == [set(part["kinds"]) for part in told["parts"]], "all of it came through"


@pytest.mark.parametrize("verb", ["verify --smoke", "cors", "races --rounds 1 --at-once 3", "load edge"])
def test_a_proxy_of_the_environment_is_not_used_on_this_machine(verb: str, tmp_path: Path) -> None:
    """Nobody listens where it is said to be: whoever asked it would get no answer."""
    kinds = ("http_proxy", "https_proxy", "all_proxy")
    nowhere = {name: "http://127.0.0.1:9" for kind in kinds for name in (kind, kind.upper())}
    done = opsmantik(tmp_path, *verb.split(), *(("--thresholds", str(PATIENT)) if "load" in verb else ()), **nowhere)
    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("verb", ["verify", "limiter", "cors", "races", "load edge"])
def test_what_a_front_keeps_from_being_judged_is_said(verb: str, database: str, tmp_path: Path) -> None:
    """No authority was named, or the address leads elsewhere: exit 2 and what to do."""
    with served(tmp_path, database) as url:
        port = int(url.rpartition(":")[2])
        with front_before(port, tmp_path) as front:
            done = opsmantik(tmp_path, *verb.split(), "--gateway", front.url, "--database", database)
            assert 2 == done.returncode, done.stdout + done.stderr
            assert re.search(r"a certificate that is not believed: .*--ca FILE", done.stderr)
        with front_before(port, tmp_path, secure=False, leads_to=url + "/api/sync") as front:
            done = opsmantik(tmp_path, *verb.split(), "--gateway", front.url, "--database", database)
            assert 2 == done.returncode, done.stdout + done.stderr
            assert f"came: 308, which leads to {url}/api/sync" in done.stderr

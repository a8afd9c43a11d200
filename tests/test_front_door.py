"""The front door: lazy rooms, one sentence for every error, the exits of README.md, and nothing left after Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

import opsmantik
from simulator.judge import events, gateway_process
from simulator.verify import version
from simulator.waiting import wait_until
from tests.fixtures.their_database import counts

if TYPE_CHECKING:
    from schema.postgres import PostgresServer

DOOR = Path(opsmantik.__file__)
NOBODY = "http://127.0.0.1:1"
WHAT_SPEC_IMPORTS = """
import sys, opsmantik
sys.argv = ['opsmantik', 'spec', 'GWY-1']
try:
    opsmantik.main()
except SystemExit:
    pass
sys.exit(bool({'fastapi', 'psycopg', 'httpx', 'pytest'} & sys.modules.keys()))
"""


def call(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["opsmantik", *arguments])
    with pytest.raises(SystemExit) as ended:
        opsmantik.main()
    return ended.value.code or 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "--gateway", NOBODY], ["expected a gateway at", "came:", "--gateway"]),
        (["verify", "--gateway", "nonsense"], ["expected --gateway as http", "'nonsense'"]),
        (["verify", "--gateway", NOBODY, "--database", "embedded"], ["expected the DSN", "embedded"]),
        (["verify", "--database", "postgresql://x:secret@127.0.0.1:1/y"], ["expected a PostgreSQL", "127.0.0.1"]),
        (["verify", "--clause", "GWY-000"], ["expected a clause id", "GWY-000", "opsmantik spec"]),
        (["verify", "--sector", "XYZ"], ["expected a sector of", "XYZ"]),
        (["verify", "--target", "/no/such.toml"], ["expected a target record", "/no/such.toml"]),
        (["verify", "--gateway", NOBODY, "--runs", "/proc/no"], ["expected to write in /proc/no"]),
        (["verify", "--exclude", "GWY-000"], ["expected a clause id", "GWY-000"]),
        (["verify", "--baseline", "/no/such.toml"], ["expected a baseline at /no/such.toml", "--baseline"]),
        (["verify", "--against", "nonsense"], ["expected --gateway as http", "nonsense"]),
        (["verify", "--start", "'unclosed"], ["expected --start as a command line", "No closing quotation"]),
        (["verify", "--start", " "], ["expected --start as a command line"]),
        (["verify", "--require", "luck"], ["--require", "luck"]),
        (["spec", "GWY-000"], ["expected a clause id", "GWY-000"]),
        (["verify", "--require", "brwoser"], ["--require", "did you mean browser?"]),
        (["verify", "--sector", "TKR"], ["did you mean TRK?"]),
        (["verify", "--clause", "GWY-30l"], ["did you mean GWY-301?"]),
        (["verify", "--faulty", "lets-the-101th-in"], ["did you mean lets-the-101st-in?"]),
        (["load", "egde"], ["did you mean edge?"]),
        (["chaos", "kil-gateway"], ["did you mean kill-gateway?"]),
        (["browse", "call-while-ofline"], ["did you mean call-while-offline?"]),
        (["browse", "call-while-offline", "--engine", "chromuim"], ["did you mean chromium?"]),
        (["spec", "GYW"], ["mean GWY?"]),
        (["report", "lastest"], ["did you mean latest?"]),
        (["verfy"], ["Did you mean 'verify'?"]),
        (["bench", "gatway"], ["Did you mean 'gateway'?"]),
        (["nonsense"], ["nonsense", "verify"]),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_exits_two(
    arguments: list[str],
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    if arguments[0] == "verify" and "--runs" not in arguments:
        arguments = [*arguments, "--runs", str(tmp_path)]
    assert call(*arguments, monkeypatch=monkeypatch) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in words)
    assert "Traceback" not in said
    assert "secret" not in said


@pytest.mark.parametrize("arguments", [[], ["bench"]])
def test_help_lists_every_verb_with_its_name_and_a_line(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments, "--help", monkeypatch=monkeypatch) == 0
    lines = [line.strip("│ ").split() for line in capsys.readouterr().out.splitlines() if line.startswith("│ ")]
    told = {line[0] for line in lines if len(line) > 1}
    assert set(opsmantik.BENCHES if arguments else opsmantik.COMMANDS) <= told


def test_the_version_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--version", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == f"opsmantik {version()}\n"


def test_an_error_of_ours_is_three_and_keeps_its_traceback_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(opsmantik.COMMANDS, "spec", opsmantik.Mount("no_such_room"))
    assert call("spec", monkeypatch=monkeypatch) == 3
    said = capsys.readouterr().err
    file = Path(said.rpartition(" ")[2].strip())
    assert "no_such_room" in file.read_text()
    assert "Traceback" in file.read_text()
    file.unlink()
    assert len(said.splitlines()) == 1


def test_reading_the_spec_waits_for_no_server() -> None:
    """`opsmantik spec` imports neither fastapi nor the database driver."""
    asking = [sys.executable, "-c", WHAT_SPEC_IMPORTS]
    done = subprocess.run(asking, cwd=DOOR.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "GWY-101" in done.stdout


def test_a_clause_is_explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("spec", "gwy-101", monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("GWY-101", "MUST", "source:", "breaks:", "seen by:"))


def test_listing_judges_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("verify", "--list", "--clause", "GWY-101", "--gateway", NOBODY, monkeypatch=monkeypatch) == 0
    assert "1 clause, " in capsys.readouterr().out


def databases(server: PostgresServer) -> set[str]:
    with psycopg.connect(server.admin_dsn) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def rows(dsn: str) -> int:
    return sum(counts(dsn).values())


async def verifying(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, str(DOOR), *arguments, stdout=asyncio.subprocess.DEVNULL
    )


def judge_by_url(dsn: str, directory: Path, *more: str) -> tuple[int, dict]:
    """Start a gateway by hand and judge it by its URL, in a process of its own."""
    command = gateway_process.GatewayCommand(
        (sys.executable, str(DOOR), "serve", "--database", "{database}", "--port", "0"), os.environ
    )

    async def once() -> int:
        env = {"ALLOWED_ORIGINS": "http://localhost:3000"}
        gateway = await gateway_process.start(command, dsn, env, directory / "gateway.log")
        try:
            arguments = ["verify", "--gateway", gateway.url, "--runs", str(directory), *more]
            return await (await verifying(*arguments)).wait()
        finally:
            await gateway.stop()

    code = asyncio.run(once())
    return code, json.loads((directory / "latest" / "results.json").read_text())


def test_a_gateway_is_judged_by_url_and_dsn_and_nothing_stays(database: str, tmp_path: Path) -> None:
    """Origin, denied origin and trust are found out; our site goes when we go."""
    named = ("--clause", "GWY-1*", "--clause", "GWY-60*")
    code, results = judge_by_url(database, tmp_path, "--database", database, *named)
    assert code == 0
    assert "origin http://localhost:3000 (found by asking)" in results["target"]["found"]
    assert "addresses all showed Remaining 99" in results["target"]["found"]
    assert {clause["verdict"] for clause in results["clauses"]} <= {"valid", "not observable"}
    assert rows(database) == 0


def test_without_a_dsn_rows_are_not_observable(database: str, tmp_path: Path) -> None:
    code, results = judge_by_url(database, tmp_path, "--clause", "GWY-10*", "--clause", "GWY-601", "--require", "rows")
    assert code == 3
    assert {clause["id"]: clause["verdict"] for clause in results["clauses"]}["GWY-601"] == "not observable"


def test_a_dead_target_is_one_error_with_its_cause_in_every_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in (["--wait", "50ms"], [], ["--against", "http://127.0.0.1:2"]):
        runs = tmp_path / str(len(more))
        assert call("verify", "--gateway", NOBODY, "--runs", str(runs), *more, monkeypatch=monkeypatch) == 2
        cause = capsys.readouterr().err.strip()
        root = ET.parse(runs / "latest" / "junit.xml").getroot()  # noqa: S314 - ours
        assert [error.get("message") for error in root.iter("error")] == [cause]
        results = json.loads((runs / "latest" / "results.json").read_text())
        assert (results["exit_code"], results["reason"], results["judged"]["clauses"]) == (2, cause, 0)
        assert "http://127.0.0.1:1" in (runs / "latest" / "summary.md").read_text()


def test_a_baseline_is_written_once_and_holds(database: str, tmp_path: Path) -> None:
    """What is broken today is known tomorrow; nobody's file is written over."""
    file = tmp_path / "known.toml"
    named = ("--faulty", "answers-a-preflight-with-204", "--strict", "--sector", "GWY", "--exclude", "GWY-[3-9]*")
    faulty = ("verify", "--database", database, *named)

    def verifying_with(*more: str) -> int:
        line = [sys.executable, str(DOOR), *faulty, "--runs", str(tmp_path), *more]
        return subprocess.run(line, capture_output=True, text=True, check=False).returncode

    assert verifying_with("--write-baseline", str(file)) == 1
    assert file.read_text().count("[[known]]") >= 1
    assert verifying_with("--write-baseline", str(file)) == 2
    assert verifying_with("--baseline", str(file)) == 0
    before = file.read_text()
    assert verifying_with("--baseline", str(file), "--write-baseline", str(file)) == 0
    assert file.read_text() == before


def test_after_ctrl_c_it_reports_and_leaves_nothing(postgres: PostgresServer, tmp_path: Path) -> None:
    before = databases(postgres)
    arguments = ["verify", "--database", postgres.admin_dsn, "--runs", str(tmp_path), "--sector", "GWY"]

    async def interrupt() -> int:
        judging = await verifying(*arguments)
        told = tmp_path / "latest" / "events.jsonl"
        await wait_until(lambda: told.exists() and "check_finished" in told.read_text(), 60)
        judging.send_signal(signal.SIGINT)
        return await judging.wait()

    assert asyncio.run(interrupt()) == 130
    results = json.loads((tmp_path / "latest" / "results.json").read_text())
    assert results["interrupted"]
    assert results["counts"]["unknown"]
    assert databases(postgres) == before


def test_a_gateway_killed_in_mid_run_is_unknown_and_never_wrong(tmp_path: Path) -> None:
    arguments = ["verify", "--runs", str(tmp_path), "--clause", "GWY-1*", "--clause", "GWY-4*"]

    async def kill() -> int:
        judging = await verifying(*arguments)
        told = tmp_path / "latest" / "events.jsonl"
        await wait_until(lambda: told.exists() and "check_finished" in told.read_text(), 60)
        started = [event for event in events.read(tmp_path / "latest") if event["event"] == "gateway_started"]
        os.kill(started[0]["pid"], signal.SIGKILL)
        return await judging.wait()

    assert asyncio.run(kill()) == 3
    results = json.loads((tmp_path / "latest" / "results.json").read_text())
    assert "invalid" not in results["counts"]
    assert results["counts"]["unknown"]

"""A gateway that is started by a command: found wherever it listens, quoted by any stream, ended with its brood."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from simulator.judge.gateway_process import GatewayCommand, GatewayDidNotStart, start
from simulator.judge.offspring import MARK
from simulator.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

DSN = "postgresql://somebody:s3cret@127.0.0.1/none"
LISTENS = """
import signal, socket, sys
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
listener = socket.socket(family)
listener.bind((sys.argv[1], int(sys.argv[2]))); listener.listen()
signal.pause()
"""
# Each starts another that outlives it unless somebody ends it: in its group, in a session of its own, twice removed.
BREEDS = """
import os, signal, subprocess, sys
sleeper = [sys.executable, "-c", "import signal; {ignores}; signal.pause()"]
subprocess.Popen(sleeper)
subprocess.Popen(sleeper, start_new_session=True)
subprocess.run([sys.executable, "-c", f"import subprocess; subprocess.Popen({{sleeper!r}}, start_new_session=True)"])
""" + LISTENS
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def command(script: str, *arguments: str) -> GatewayCommand:
    return GatewayCommand((sys.executable, "-c", script, *arguments), os.environ)


def started_url(script: str, host: str, directory: Path) -> str:
    async def once() -> str:
        gateway = await start(command(script, host, "{port}"), DSN, {}, directory / "gateway.log")
        await gateway.stop()
        return gateway.url

    return asyncio.run(once())


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


ON_IPV6 = pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="a machine without IPv6"))


@pytest.mark.parametrize("host", ["127.0.0.1", ON_IPV6])
def test_it_is_found_wherever_on_this_machine_it_listens(tmp_path: Path, host: str) -> None:
    url = started_url(LISTENS, host, tmp_path)
    assert url.startswith("http://[::1]:" if host == "::1" else "http://127.0.0.1:")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_its_last_lines_are_quoted_by_whatever_stream_they_came(tmp_path: Path, stream: str) -> None:
    script = f"import sys; print('first\\n\\ncannot reach {DSN}\\nPORT is taken', file=sys.{stream}); sys.exit(7)"
    with pytest.raises(GatewayDidNotStart) as refused:
        asyncio.run(start(command(script, "{port}"), DSN, {}, tmp_path / "gateway.log"))
    said = str(refused.value)
    assert "it ended with 7" in said
    assert f"{stream}: first / cannot reach *** / PORT is taken" in said
    assert "s3cret" not in said


def test_a_silent_one_is_said_to_be_silent(tmp_path: Path) -> None:
    with pytest.raises(GatewayDidNotStart, match="nothing on its stdout and stderr"):
        asyncio.run(start(command("raise SystemExit(1)", "{port}"), DSN, {}, tmp_path / "gateway.log"))


def brood(mark: str) -> list[int]:
    found = []
    for one in psutil.process_iter():
        try:
            if one.environ().get(MARK) == mark and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one.pid)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("ignores", ["0", STUBBORN], ids=["willing", "stubborn"])
@pytest.mark.parametrize("how", ["stop", "kill", "it went first"])
def test_everything_it_started_is_ended_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ignores: str, how: str
) -> None:
    monkeypatch.setattr("simulator.judge.gateway_process.STOP_S", 0.5)
    script = BREEDS.replace("{ignores}", ignores).replace("{{", "{").replace("}}", "}")

    async def once() -> list[int]:
        gateway = await start(command(script, "127.0.0.1", "{port}"), DSN, {}, tmp_path / "gateway.log")
        await wait_until(lambda: len(brood(gateway.mark)) == 4, 20)
        if how == "it went first":
            gateway.process.kill()
            await gateway.process.wait()
        await (gateway.kill() if how == "kill" else gateway.stop())
        return brood(gateway.mark)

    assert asyncio.run(once()) == []


def test_a_program_that_leaves_its_server_behind_has_started_it(tmp_path: Path) -> None:
    """It ends at once with 0; its server answers, is not taken for dead, and is ended like any other."""
    script = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {LISTENS!r}, *sys.argv[1:]], start_new_session=True)
"""

    async def once() -> tuple[str | None, list[int]]:
        gateway = await start(command(script, "127.0.0.1", "{port}"), DSN, {}, tmp_path / "gateway.log")
        await gateway.process.wait()
        died = gateway.died()
        await gateway.stop()
        return died, brood(gateway.mark)

    assert asyncio.run(once()) == (None, [])

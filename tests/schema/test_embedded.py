"""The embedded PostgreSQL: starts, ends with its owner, and comes back after a crash."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from schema import binaries, embedded, residence
from schema.connection import PostgresUnavailable
from schema.embedded import EmbeddedPostgres
from simulator.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
OWNER = """
import sys
from schema.embedded import EmbeddedPostgres
with EmbeddedPostgres() as cluster:
    print(cluster.pid, cluster.residence.path, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def cluster() -> Iterator[EmbeddedPostgres]:
    """A cluster that a test may kill."""
    with EmbeddedPostgres() as running:
        yield running


def rows(cluster: EmbeddedPostgres) -> int:
    with psycopg.connect(cluster.dsn) as conn:
        return conn.execute("SELECT count(*) FROM kept").fetchone()[0]


def fill(cluster: EmbeddedPostgres) -> None:
    with psycopg.connect(cluster.dsn, autocommit=True) as conn:
        conn.execute("CREATE TABLE kept (i INTEGER)")
        for i in range(200):
            conn.execute("INSERT INTO kept VALUES (%s)", [i])


def until(probe: object, deadline_s: float = 10) -> object:
    return asyncio.run(wait_until(probe, deadline_s))


def is_gone(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def test_it_runs_as_it_should(cluster: EmbeddedPostgres) -> None:
    with psycopg.connect(cluster.dsn) as conn:
        settings = dict(conn.execute("SELECT name, setting FROM pg_settings").fetchall())
        assert conn.info.encoding == "utf-8"
    wanted = {name: settings[name] for name in embedded.SETTINGS}
    assert wanted == embedded.SETTINGS
    assert settings["server_version"].split()[0] == cluster.version


def test_the_programs_of_postgres_take_the_dsn(cluster: EmbeddedPostgres) -> None:
    asked = [cluster.binaries / "psql", "-AtX", cluster.dsn, "-c", "SELECT 6 * 7"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "42\n"


def test_nothing_is_left_of_it() -> None:
    with EmbeddedPostgres() as cluster:
        pid, path = cluster.pid, cluster.residence.path
    assert not path.exists()
    assert cluster.pid is None
    assert is_gone(pid)


def test_it_stops_and_starts_with_its_data(cluster: EmbeddedPostgres) -> None:
    fill(cluster)
    cluster.stop()
    assert not cluster.is_running
    assert any("database system is shut down" in line for line in cluster.log())
    assert rows(cluster.start()) == 200


def test_after_kill_9_from_outside_it_restarts_with_every_acknowledged_row(cluster: EmbeddedPostgres) -> None:
    fill(cluster)
    idle = psycopg.connect(cluster.dsn)
    os.kill(cluster.pid, signal.SIGKILL)
    until(lambda: not cluster.is_running)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.dsn)
    assert rows(cluster.restart()) == 200
    with pytest.raises(psycopg.OperationalError):
        idle.execute("SELECT 1")


def test_kill_waits_for_every_process_of_it(cluster: EmbeddedPostgres) -> None:
    for _ in range(5):
        backend = psycopg.connect(cluster.dsn).execute("SELECT pg_backend_pid()").fetchone()[0]
        cluster.kill()
        until(lambda backend=backend: is_gone(backend))
        cluster.start()


@LINUX
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_dies_with_its_owner_and_the_next_one_sweeps(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        pid, path = owner.stdout.readline().split()
        owner.send_signal(number)
    until(lambda: is_gone(int(pid)))
    assert Path(path).exists()
    with EmbeddedPostgres():
        assert not Path(path).exists()


def test_it_outlives_the_thread_that_started_it() -> None:
    cluster = EmbeddedPostgres()
    thread = threading.Thread(target=cluster.start)
    thread.start()
    thread.join()
    try:
        with psycopg.connect(cluster.dsn) as conn:
            assert conn.execute("SELECT 1").fetchone() == (1,)
        assert cluster.is_running
    finally:
        cluster.close()


def test_ctrl_c_at_the_terminal_does_not_reach_it(cluster: EmbeddedPostgres) -> None:
    assert os.getsid(cluster.pid) != os.getsid(0)


def test_without_memory_it_lives_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(residence, "SHARED_MEMORY", Path("/no/such/place"))
    with EmbeddedPostgres() as cluster:
        assert cluster.residence.path.parent == Path(residence.tempfile.gettempdir())


def test_a_socket_path_too_long_is_avoided(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(embedded, "parents", lambda: [deep])
    with EmbeddedPostgres() as cluster:
        assert cluster.residence.path.parent == Path("/tmp")  # noqa: S108
    assert list(deep.iterdir()) == []


@AS_ROOT
def test_binaries_that_nobody_may_enter_are_copied(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = binaries.copy(binaries.find(), closed)
    closed.chmod(0o700)
    with EmbeddedPostgres(inner) as cluster:
        assert not cluster.binaries.is_relative_to(closed)
        copy = cluster.binaries
        assert cluster.is_running
    assert not copy.exists()


@AS_ROOT
def test_it_runs_as_an_ordinary_user_too() -> None:
    python = interpreter_for_all()
    if python is None:
        pytest.skip("no interpreter of this version that an ordinary user may start")
    script = OWNER.replace("sys.stdin.read()", "import os; print(os.geteuid(), os.stat(cluster.data).st_uid)")
    packages = [path for path in sys.path if path.endswith("site-packages")]
    said = subprocess.run(
        [python, "-c", script],
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), *packages])},
        user="nobody",
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stderr == ""
    assert len(set(said.stdout.splitlines()[1].split())) == 1
    assert said.stdout.splitlines()[1].split()[0] != "0"


def test_what_does_not_start_says_why() -> None:
    with pytest.raises(PostgresUnavailable, match=r'came its end: .*unrecognized configuration parameter "no_such"'):
        EmbeddedPostgres(settings={"no_such": "1"}).__enter__()


def test_a_directory_without_binaries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match=rf"expected initdb and postgres in {tmp_path}, came no initdb"):
        EmbeddedPostgres(tmp_path)


def interpreter_for_all() -> str | None:
    """An interpreter of our version that lies where everybody may go."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        path = Path(candidate).resolve()
        if path.exists() and embedded._may_enter(path.parent):
            return str(path)
    return None

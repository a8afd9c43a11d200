"""A PostgreSQL of our own, on a unix socket, for the life of this process: started, stopped, killed, started again.

Decides how a cluster is made and how it ends; knows nothing of databases in it. Root may not run Postgres, so
root lends it to `nobody`; durability is off except that an acknowledged commit survives the death of the server
process (facts 1).
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Self

from psycopg.conninfo import make_conninfo

from schema import binaries, orphans
from schema.connection import PostgresUnavailable
from schema.residence import Residence, parents, sweep
from schema.server_process import ServerProcess, environment, locale

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

SOCKET_PATH_BYTES_MAX = 103  # macOS has four fewer than Linux's 107
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",
    "wal_level": "logical",
    "max_connections": "200",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "listen_addresses": "",
}


class EmbeddedPostgres:
    """One cluster. As a context manager it is started on entry, and stopped and removed on exit."""

    def __init__(self, directory: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self._owner = os.getpid()
        self.user = _lent_to()
        _sweep(self.user)
        self._copy: Residence | None = None
        self.binaries = self._reachable(binaries.require(directory) if directory else binaries.find())
        self.version = binaries.version(self.binaries)
        self.residence = _residence(self.user)
        atexit.register(self.close)
        self.data = self.residence.path / "data"
        self.settings = {**SETTINGS, "unix_socket_directories": str(self.residence.path), **(settings or {})}
        self._run: ServerProcess | None = None

    @property
    def dsn(self) -> str:
        """The superuser's DSN, for psycopg, psql and pgbench alike."""
        return make_conninfo(host=str(self.residence.path), port=5432, user="postgres", dbname="postgres")

    @property
    def pid(self) -> int | None:
        """The server's process id, while it runs."""
        return self._run.pid if self.is_running else None

    @property
    def is_running(self) -> bool:
        """Whether the server process has not ended, of whatever cause."""
        return self._run is not None and not self._run.ended.is_set()

    def start(self) -> Self:
        """Start the server, making the cluster first if there is none; return when it accepts connections."""
        if not self.is_running:
            if not (self.data / "PG_VERSION").exists():
                _initdb(self.binaries, self.residence.path, self.data, self.user)
            self._run = ServerProcess(self._command(), self.user)
            self._run.wait_ready()
        return self

    def stop(self) -> None:
        """Shut down cleanly, keeping the data."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server as a crash would (SIGKILL), keeping the data; return when all its processes let go of it."""
        self._end(signal.SIGKILL)

    def restart(self) -> Self:
        """Start again, after a crash or in good order."""
        self.stop()
        return self.start()

    def close(self) -> None:
        """Stop and remove everything. A fork of the owner owns nothing."""
        if os.getpid() != self._owner:
            return
        self.stop()
        self.residence.leave()
        if self._copy:
            self._copy.leave()
        atexit.unregister(self.close)

    def log(self) -> list[str]:
        """Give the last lines the server wrote."""
        return list(self._run.lines) if self._run else []

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _command(self) -> list[str]:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *options]

    def _end(self, number: signal.Signals) -> None:
        if self._run:
            self._run.end(number)

    def _reachable(self, directory: Path) -> Path:
        if self.user is None or _may_enter(directory):
            return directory
        # Under /root, say: `nobody` cannot come there. Memory may be mounted noexec, the temp directory is not.
        self._copy = Residence(parents()[-1])
        self._copy.path.chmod(0o755)
        return binaries.copy(directory, self._copy.path)


def _initdb(directory: Path, base: Path, data: Path, user: tuple[int, int] | None) -> None:
    command = [directory / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
    lent = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    made = subprocess.run(  # noqa: S603
        [*command, f"--locale={locale()}"],
        cwd=base,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        **lent,
    )
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        last = " / ".join(made.stderr.split("\n")[-4:]).strip(" /")
        raise PostgresUnavailable(
            f"expected initdb to make a cluster in {base}, came: {last}; free memory or disk, or give a DSN",
        )


def _lent_to() -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresUnavailable(
            "expected a user `nobody` to lend the embedded PostgreSQL to (root may not run one), came none;"
            " run as an ordinary user or give a DSN",
        ) from None
    return entry.pw_uid, entry.pw_gid


def _residence(user: tuple[int, int] | None) -> Residence:
    for parent in [*parents(), Path("/tmp")]:  # noqa: S108  # when the temp directory is too deep for a socket
        residence = Residence(parent, user)
        if len(os.fsencode(residence.path / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES_MAX:
            return residence
        residence.leave()
    raise AssertionError(residence.path)


def _sweep(user: tuple[int, int] | None) -> None:
    owners = {os.geteuid(), *(user[:1] if user else ())}
    sweep({*parents(), Path("/tmp")}, owners, orphans.end_server_of)  # noqa: S108


def _may_enter(directory: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (directory, *directory.parents))

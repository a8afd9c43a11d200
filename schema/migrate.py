"""Apply the migrations: in order, once each, forward only, one process at a time, all of them or none.

Decides what may be applied to a database; knows nothing of what the files do. Everything runs in one transaction, under
a lock that ends with it, so that a pooler in transaction mode cannot tear the two apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from schema.connection import connect

if TYPE_CHECKING:
    from datetime import date

DIRECTORY = Path(__file__).parent / "migrations"
LOCK = 0x6F70736D616E  # "opsman": any number, the same for all of us
LOCK_TIMEOUT = "30s"
TABLE = "public.opsmantik_migrations"


class MigrationRefused(Exception):  # a refusal, told in one sentence
    """Nothing was applied. The message is one sentence: expected, came, do next."""

    exit_code = 2


@dataclass(frozen=True)
class Migration:
    """One file. `sha256` is of its bytes."""

    name: str
    text: str
    sha256: str


def migrations(directory: Path = DIRECTORY) -> list[Migration]:
    """Read the files in the order in which they are applied."""
    return [_read(path) for path in sorted(directory.glob("*.sql"))]


def apply(dsn: str, today: date | None = None, directory: Path = DIRECTORY) -> list[str]:
    """Apply what is pending and give its names.

    `today` takes the place of the server's CURRENT_DATE, for tests. Raises MigrationRefused, PostgresUnavailable.
    """
    known = migrations(directory)
    with connect(dsn) as conn:
        try:
            with conn.transaction():
                return _apply_pending(conn, known, today)
        except psycopg.errors.InsufficientPrivilege as error:
            raise MigrationRefused(
                f"expected a role that may create tables, came {_first_line(error)}; use the owner's DSN",
            ) from error
        except psycopg.Error as error:
            raise MigrationRefused(
                f"expected a database that can be migrated, came {_first_line(error)}; nothing was changed",
            ) from error


def _apply_pending(conn: psycopg.Connection, known: list[Migration], today: date | None) -> list[str]:
    _prepare(conn)
    recorded = dict(conn.execute(f"SELECT name, sha256 FROM {TABLE}").fetchall())  # noqa: S608  # our own name
    _refuse_rewritten_history(known, recorded)
    pending = [migration for migration in known if migration.name not in recorded]
    for migration in pending:
        _run(conn, migration, today)
    return [migration.name for migration in pending]


def _prepare(conn: psycopg.Connection) -> None:
    conn.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    # Supabase keeps uuid_generate_v4() in `extensions`; a schema that is not there does no harm.
    conn.execute("SET LOCAL search_path = public, extensions")
    try:
        conn.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    except psycopg.errors.LockNotAvailable as error:
        raise MigrationRefused(
            f"expected the migration lock within {LOCK_TIMEOUT}, came another run that holds it; try again later",
        ) from error
    conn.execute(
        f"CREATE TABLE IF NOT EXISTS {TABLE}"
        " (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())",
    )


def _refuse_rewritten_history(known: list[Migration], recorded: dict[str, str]) -> None:
    files = {migration.name: migration for migration in known}
    for name, digest in sorted(recorded.items()):
        if name not in files:
            raise MigrationRefused(
                f"expected the file {name}, which this database has applied, came none;"
                " restore it or use the newer checkout",
            )
        if files[name].sha256 != digest:
            raise MigrationRefused(
                f"expected {name} as it was applied (sha256 {digest[:12]}…), came a changed file"
                f" ({files[name].sha256[:12]}…); restore it and write a new migration",
            )
    for migration in known:
        if migration.name not in recorded and recorded and migration.name < max(recorded):
            raise MigrationRefused(
                f"expected only migrations later than {max(recorded)}, came {migration.name}; give it a later number",
            )


def _run(conn: psycopg.Connection, migration: Migration, today: date | None) -> None:
    text = migration.text.replace("CURRENT_DATE", f"DATE '{today}'") if today else migration.text
    try:
        conn.execute(text.encode())
    except (psycopg.errors.InsufficientPrivilege, psycopg.OperationalError):
        raise
    except psycopg.Error as error:
        raise MigrationRefused(
            f"expected {migration.name} to apply, came {_first_line(error)}; nothing was changed: apply to an empty"
            " database, or to one that these files made",
        ) from error
    conn.execute(
        f"INSERT INTO {TABLE} (name, sha256) VALUES (%s, %s)",  # noqa: S608  # our own name
        [migration.name, migration.sha256],
    )


def _read(path: Path) -> Migration:
    content = path.read_bytes()
    return Migration(path.name, content.decode(), sha256(content).hexdigest())


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]

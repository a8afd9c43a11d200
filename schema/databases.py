"""Databases of our own on a server: a migrated template, clones of it, and their end.

Decides names and how a copy is made; knows nothing of what a test does in one. Names carry a random part that the
server makes, so that any number of runs may share a server.

A run on a server that outlives it takes a lease: an advisory lock, held by its connection however the run ends. The
names of what it makes carry the lease's number, so that the next run can tell what a dead one left, and drops it.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from schema.connection import PostgresUnavailable, connect, parse, place
from schema.migrate import apply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

PREFIX = "opsmantik_"
# The first half of the advisory locks that are leases; the second half is the lease's number.
LEASES = 1_869_640_557
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
_LEASED = re.compile(r"opsmantik_(?:template|clone)_([0-9a-f]{8})_[0-9a-f]{32}")


@contextmanager
def lease(admin_dsn: str) -> Iterator[str]:
    """Hold a lease on a server, drop what dead ones left there, and give what `make_template` takes as `leased`."""
    with connect(admin_dsn) as conn:
        number = conn.execute("SELECT (random() * 2147483647)::integer").fetchone()[0]
        conn.execute("SELECT pg_advisory_lock(%s, %s)", (LEASES, number))
        for name in _abandoned(conn):
            with suppress(psycopg.errors.InsufficientPrivilege):  # another role's: that role's next run drops it
                conn.execute(_DROP.format(sql.Identifier(name)))
        yield f"{number:08x}"


def make_template(admin_dsn: str, today: date | None = None, leased: str = "") -> str:
    """Make a migrated database that nobody may connect to, and give its name. `today` as for migrate.apply.

    What is cloned from it is under the same lease.
    """
    name = _create(admin_dsn, None, f"template_{leased}" if leased else "template")
    try:
        apply(dsn_for(admin_dsn, name), today)
        with connect(admin_dsn) as conn:
            conn.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
    except BaseException:
        drop(admin_dsn, name)
        raise
    return name


def clone(admin_dsn: str, template: str, name: str | None = None) -> str:
    """Make a copy of the template and give its DSN."""
    leased = _LEASED.fullmatch(template)
    purpose = f"clone_{leased[1]}" if leased else "clone"
    return dsn_for(admin_dsn, _create(admin_dsn, name, purpose, template))


def drop(admin_dsn: str, dsn_or_name: str) -> None:
    """Drop a database, whoever is connected to it. One that is gone is nothing."""
    name = parse(dsn_or_name)["dbname"] if _is_dsn(dsn_or_name) else dsn_or_name
    with connect(admin_dsn) as conn:
        conn.execute(_DROP.format(sql.Identifier(name)))


def dsn_for(admin_dsn: str, name: str) -> str:
    """Give the DSN of another database of the same server."""
    return make_conninfo(admin_dsn, dbname=name)


def _create(admin_dsn: str, name: str | None, purpose: str, template: str | None = None) -> str:
    with connect(admin_dsn) as conn:
        chosen = name or _fresh_name(conn, purpose)
        # file_copy: half the time of wal_log for so small a database (facts 1).
        copied = sql.SQL("TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template or "template0"))
        try:
            conn.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(chosen), copied))
        except psycopg.errors.InsufficientPrivilege as error:
            raise PostgresUnavailable(
                f"expected a role that may create databases at {place(admin_dsn)}, came one that may not;"
                " use a DSN of a role with CREATEDB, or --database embedded",
            ) from error
    return chosen


def _abandoned(conn: psycopg.Connection) -> list[str]:
    """Name the databases whose lease nobody holds. Locks are seen from every database of the server."""
    held = conn.execute(
        "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = %s", [LEASES]
    )
    living = {f"{number:08x}" for (number,) in held}
    names = [name for (name,) in conn.execute("SELECT datname FROM pg_database ORDER BY datname")]
    return [name for name in names if (leased := _LEASED.fullmatch(name)) and leased[1] not in living]


def _fresh_name(conn: psycopg.Connection, purpose: str) -> str:
    return f"{PREFIX}{purpose}_{conn.execute('SELECT gen_random_uuid()').fetchone()[0].hex}"


def _is_dsn(text: str) -> bool:
    return "=" in text or "://" in text

"""Databases of our own on a server: a migrated template, clones of it, and their end.

Decides names and how a copy is made; knows nothing of what a test does in one. Names carry a random part that the
server makes, so that any number of runs may share a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from schema.connection import PostgresUnavailable, connect, parse, place
from schema.migrate import apply

if TYPE_CHECKING:
    from datetime import date

PREFIX = "opsmantik_"


def make_template(admin_dsn: str, today: date | None = None) -> str:
    """Make a migrated database that nobody may connect to, and give its name. `today` as for migrate.apply."""
    name = _create(admin_dsn, None, "template")
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
    return dsn_for(admin_dsn, _create(admin_dsn, name, "clone", template))


def drop(admin_dsn: str, dsn_or_name: str) -> None:
    """Drop a database, whoever is connected to it. One that is gone is nothing."""
    name = parse(dsn_or_name)["dbname"] if _is_dsn(dsn_or_name) else dsn_or_name
    with connect(admin_dsn) as conn:
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def dsn_for(admin_dsn: str, name: str) -> str:
    """Give the DSN of another database of the same server."""
    return make_conninfo(admin_dsn, dbname=name)


def _create(admin_dsn: str, name: str | None, purpose: str, template: str | None = None) -> str:
    with connect(admin_dsn) as conn:
        chosen = name or _fresh_name(conn, purpose)
        # file_copy: half the time of wal_log for so small a database (facts, section 1).
        copied = sql.SQL("TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template or "template0"))
        try:
            conn.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(chosen), copied))
        except psycopg.errors.InsufficientPrivilege as error:
            raise PostgresUnavailable(
                f"expected a role that may create databases at {place(admin_dsn)}, came one that may not;"
                " use a DSN of a role with CREATEDB, or --database embedded",
            ) from error
    return chosen


def _fresh_name(conn: psycopg.Connection, purpose: str) -> str:
    return f"{PREFIX}{purpose}_{conn.execute('SELECT gen_random_uuid()').fetchone()[0].hex}"


def _is_dsn(text: str) -> bool:
    return "=" in text or "://" in text

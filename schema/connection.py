"""How a database is reached, and how its silence is told: one sentence, without a password.

Decides nothing about what is in the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from schema.session import pin

if TYPE_CHECKING:
    from datetime import date

CONNECT_TIMEOUT_S = 5


class PostgresUnavailable(Exception):  # it names a state of the world, and callers read it so
    """No Postgres to work on. The message is one sentence: expected, came, do next."""

    exit_code = 2


def connect(dsn: str) -> psycopg.Connection:
    """Open an autocommit connection whose settings are ours (`session.pin`), or raise PostgresUnavailable."""
    parts = parse(dsn)
    waiting = parts.get("connect_timeout", CONNECT_TIMEOUT_S)
    try:
        connection = psycopg.connect(make_conninfo(dsn, connect_timeout=waiting), autocommit=True)
        pin(connection)
    except (psycopg.Error, UnicodeError) as error:
        raise PostgresUnavailable(
            f"expected a PostgreSQL that answers at {place(dsn)}, came: {_one_line(error, parts.get('password'))};"
            " start it or correct the DSN",
        ) from error
    return connection


def parse(dsn: str) -> dict:
    """Give the DSN's parts. libpq's own complaint is not quoted: it repeats pieces of the DSN, and so of a password."""
    try:
        return conninfo_to_dict(dsn)
    except (psycopg.Error, UnicodeError) as error:
        raise PostgresUnavailable(
            "expected a DSN such as postgresql://user@127.0.0.1:5432/name or 'host=… dbname=…',"
            " came a text that libpq cannot read; correct its spelling or quoting",
        ) from error


def place(dsn: str) -> str:
    """Say where a DSN points, without its password."""
    parts = parse(dsn)
    host = parts.get("host") or parts.get("hostaddr") or "the default host"
    port = f":{parts['port']}" if "port" in parts else ""
    user = f" as {parts['user']}" if "user" in parts else ""
    return f"{host}{port}/{parts.get('dbname') or ''}{user}"


def server_date(conn: psycopg.Connection) -> date:
    """Give the server's day in UTC, as the gateway's months are: whatever its time zone, no row comes by another."""
    return conn.execute("SELECT (now() AT TIME ZONE 'UTC')::date").fetchone()[0]


def _one_line(error: Exception, password: object) -> str:
    text = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
    return text.replace(str(password), "***") if password else text

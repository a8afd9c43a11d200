"""What a session of ours depends on, pinned: whatever their role, database or DSN sets, an answer reads the same.

Decides the settings, and in which schema the blueprint's tables are looked for. Only what differs is set: behind a
pooler that lends one session to many, nothing is changed that need not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = {
    # how values are written and read
    "client_encoding": "UTF8",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "xmlbinary": "base64",
    # what may interrupt or refuse us
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "transaction_timeout": "0",
    "default_transaction_read_only": "off",
    "default_transaction_deferrable": "off",
    "default_transaction_isolation": "read committed",
    # a hidden row is asked for beforehand (`simulator/judge/rights.py`), and is no error in mid-run
    "row_security": "on",
    "session_replication_role": "origin",
}

# The first schema of their search path that has the blueprint's tables; `public`, where none of it has.
# Three tables, not one: Supabase's `auth` has a table `sessions` as well.
HOME = """
coalesce((
    SELECT spaces.name FROM unnest(current_schemas(false)) WITH ORDINALITY AS spaces(name, place)
    JOIN pg_catalog.pg_namespace space ON space.nspname = spaces.name
    JOIN pg_catalog.pg_class found ON found.relnamespace = space.oid
        AND found.relname IN ('sessions', 'events', 'calls') AND found.relkind IN ('r', 'p', 'v', 'f')
    GROUP BY spaces.name, spaces.place HAVING count(*) = 3 ORDER BY spaces.place LIMIT 1
), 'public')
"""
_PIN_SETTINGS = """
SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS wanted(name, value)
WHERE current_setting(name, true) <> value
"""
# Theirs stays behind ours: a function of an extension is found where they find it.
_PIN_PATH = f"""
SELECT set_config('search_path', path, false) FROM (
    SELECT string_agg(quote_ident(name), ', ' ORDER BY first) AS path FROM (
        SELECT name, min(place) AS first
        FROM unnest({HOME}::name || current_schemas(false) || '{{public,extensions}}'::name[])
            WITH ORDINALITY AS spaces(name, place)
        WHERE name NOT IN ('pg_catalog') GROUP BY name
    ) AS once
) AS wanted WHERE path <> current_setting('search_path')
"""  # noqa: S608 - constants of this file
_WITHOUT_LIMIT = "SET statement_timeout = 0"


def pin(conn: psycopg.Connection) -> None:
    """Pin what a plain connection depends on."""
    try:
        for statement, params in _statements():
            conn.execute(statement, params)
    except psycopg.errors.QueryCanceled:  # their limit is too short even for this
        conn.execute(_WITHOUT_LIMIT)
        pin(conn)


async def pin_async(conn: psycopg.AsyncConnection) -> None:
    """Pin what a connection on an event loop depends on."""
    try:
        for statement, params in _statements():
            await conn.execute(statement, params)
    except psycopg.errors.QueryCanceled:
        await conn.execute(_WITHOUT_LIMIT)
        await pin_async(conn)


def home(conn: psycopg.Connection) -> str:
    """Name the schema in which the blueprint's tables are looked for."""
    return conn.execute(f"SELECT {HOME}").fetchone()[0]


def _statements() -> Iterator[tuple[str, list[list[str]] | None]]:
    yield _PIN_SETTINGS, [list(SETTINGS), list(SETTINGS.values())]
    yield _PIN_PATH, None

"""What their role, database or DSN sets changes nothing of what we read, and nothing of what we may do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from schema.catalogue import differences
from schema.connection import connect
from schema.doctor import examine
from schema.migrate import apply
from schema.partitions import list_partitions
from schema.session import SETTINGS, home
from simulator.judge.month import month_of
from tests.fixtures.their_database import execute, with_rows

if TYPE_CHECKING:
    from simulator.judge.rows import Rows

THEIRS = {
    "datestyle": "German, DMY",
    "timezone": "Pacific/Kiritimati",
    "intervalstyle": "sql_standard",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "client_encoding": "LATIN1",
    "quote_all_identifiers": "on",
    "standard_conforming_strings": "off",
    "statement_timeout": "1ms",
    "lock_timeout": "1ms",
    "idle_in_transaction_session_timeout": "1ms",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "serializable",
    "row_security": "off",
    "session_replication_role": "replica",
    "search_path": "nowhere",
}
ODD = """
INSERT INTO sites (public_id) VALUES ('x');
INSERT INTO sessions (id, site_id, created_month, ip_address, entry_page)
SELECT gen_random_uuid(), id, date_trunc('month', now())::date, '10.0.0.0/8', 'caf€' FROM sites
"""
READ = "SELECT created_month, created_at::text AS at, ip_address, entry_page, 0.1::float8 + 0.2 AS sum FROM sessions"


def set_for_the_database(dsn: str, settings: dict[str, str]) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        name = sql.Identifier(conn.info.dbname)
        for setting, value in settings.items():
            change = sql.SQL("ALTER DATABASE {} SET {} = {}")
            conn.execute(change.format(name, sql.Identifier(setting), sql.Literal(value)))


def read(dsn: str) -> list[dict[str, object]]:
    return with_rows(dsn, lambda rows: rows.fetch(READ))


@pytest.mark.parametrize("by_dsn", [False, True], ids=["set for the database", "set in the DSN"])
def test_their_settings_change_nothing(database: str, *, by_dsn: bool) -> None:
    """Rows, month, comparison, doctor and migrations are as without them."""
    execute(database, ODD)
    before = read(database)
    if by_dsn:
        # What a DSN's options say is said again by nobody: one that no statement survives is for the other case.
        options = {**THEIRS, "statement_timeout": "20ms"}
        database = make_conninfo(database, options=" ".join(
            f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in options.items()
        ))
    else:
        set_for_the_database(database, THEIRS)
    assert read(database) == before
    assert before[0]["entry_page"] == "caf€"
    assert before[0]["at"].endswith("+00")
    assert with_rows(database, month_of) == (before[0]["created_month"], "1999-01-01")
    with connect(database) as conn:
        assert differences(conn) == []
        assert {each.table for each in list_partitions(conn)} == {"sessions", "events"}
        assert examine(conn, date.today()).days_left.keys() == {"sessions", "events"}  # noqa: DTZ011
    assert apply(database) == []


def test_every_connection_of_ours_has_our_settings(database: str) -> None:
    """The plain one and the pool's, each named setting."""
    set_for_the_database(database, THEIRS)
    query = "SELECT name, current_setting(name, true) AS value FROM unnest(%s::text[]) AS name"

    async def pooled(rows: Rows) -> dict[str, str]:
        return {row["name"]: row["value"] for row in await rows.fetch(query, list(SETTINGS))}

    with connect(database) as conn:
        plain = dict(conn.execute(query, [list(SETTINGS)]).fetchall())
    for found in (plain, with_rows(database, pooled)):
        assert {name: value for name, value in found.items() if value not in (SETTINGS[name], None)} == {}


def test_a_cleared_search_path_leaves_public(database: str) -> None:
    """Some clear it for safety; the tables are where the blueprint has them."""
    set_for_the_database(database, {"search_path": ""})
    assert with_rows(database, lambda rows: rows.fetch("SELECT count(*) AS n FROM sessions")) == [{"n": 0}]


MOVED = """
CREATE SCHEMA app;
ALTER TABLE sites SET SCHEMA app; ALTER TABLE sessions SET SCHEMA app; ALTER TABLE events SET SCHEMA app;
ALTER TABLE calls SET SCHEMA app;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r' LOOP
    EXECUTE 'ALTER TABLE ' || name || ' SET SCHEMA app';
  END LOOP;
END $$
"""


def test_tables_in_another_schema_are_found_by_the_search_path(database: str) -> None:
    """Rows, comparison, months and the cure are of the schema that the DSN names."""
    execute(database, MOVED)
    dsn = make_conninfo(database, options="-c search_path=app")
    assert with_rows(dsn, lambda rows: rows.fetch("SELECT count(*) AS n FROM events")) == [{"n": 0}]
    with connect(dsn) as conn:
        assert home(conn) == "app"
        assert differences(conn) == []
        today = conn.execute("SELECT CURRENT_DATE").fetchone()[0]
        conn.execute(examine(conn, today).sql_cure)
        assert examine(conn, today).sql_cure == ""
        assert conn.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'sessions_2%%'"
                            " AND relnamespace = 'public'::regnamespace AND relkind = 'r'").fetchone() == (0,)


def test_another_schemas_sessions_do_not_stand_before_ours(database: str) -> None:
    """Supabase's `auth` has a table of that name; what has all three of the blueprint's is meant."""
    execute(database, "CREATE TABLE auth.sessions (id uuid)")
    dsn = make_conninfo(database, options="-c search_path=auth,public")
    assert with_rows(dsn, lambda rows: rows.fetch("SELECT count(site_id) AS n FROM sessions")) == [{"n": 0}]
    assert read(dsn) == []

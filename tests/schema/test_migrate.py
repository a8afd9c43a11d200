"""Migrations: once each, in order, forward only, one process at a time, all or none."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest

from schema.catalogue import differences
from schema.migrate import DIRECTORY, MigrationRefused, apply, migrations
from schema.partitions import list_partitions

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [migration.name for migration in migrations()]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the migrations that a test may spoil."""
    return shutil.copytree(DIRECTORY, tmp_path / "migrations")


def recorded(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as conn:
        return [name for (name,) in conn.execute("SELECT name FROM opsmantik_migrations ORDER BY name")]


def test_everything_is_applied_once(empty_database: str) -> None:
    assert apply(empty_database) == NAMES
    assert apply(empty_database) == []
    assert recorded(empty_database) == NAMES


def test_the_blueprint_s_files_carry_their_own_names_between_stand_ins() -> None:
    own = [name for name in NAMES if "_standin_" not in name]
    assert own == [
        "20260125000000_initial_schema.sql",
        "20260125000002_realtime_setup.sql",
        "20260125000003_add_call_status.sql",
        "20260125000004_enrich_call_matching.sql",
        "20260125225000_add_sessions_attribution_columns.sql",
        "20260125232000_add_call_intent_columns.sql",
        "20260128036000_calls_intent_stamp.sql",
        "20260128036100_calls_intent_stamp_unique_constraint.sql",
        "20260128038000_calls_inbox_fields.sql",
    ]
    assert [name for name in NAMES if name not in own] == [*NAMES[:4], NAMES[-1]]


def test_twenty_at_once_apply_it_once(empty_database: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        applied = list(pool.map(lambda _: apply(empty_database), range(20)))
    assert sorted(filter(None, applied)) == [NAMES]
    assert recorded(empty_database) == NAMES


def test_a_changed_file_is_refused(database: str, directory: Path) -> None:
    with (directory / NAMES[5]).open("a") as file:
        file.write("-- a word more\n")
    with pytest.raises(MigrationRefused, match=rf"{NAMES[5]}.*came a changed file"):
        apply(database, directory=directory)


def test_a_missing_file_is_refused(database: str, directory: Path) -> None:
    (directory / NAMES[3]).unlink()
    with pytest.raises(MigrationRefused, match=rf"the file {NAMES[3]}.*came none"):
        apply(database, directory=directory)


def test_a_file_before_the_last_one_is_refused(database: str, directory: Path) -> None:
    (directory / "20260128000000_late.sql").write_text("SELECT 1")
    with pytest.raises(MigrationRefused, match=r"only migrations later than .* came 20260128000000_late.sql"):
        apply(database, directory=directory)


def test_a_later_file_is_applied_alone(database: str, directory: Path) -> None:
    (directory / "20270101000000_more.sql").write_text("ALTER TABLE calls ADD COLUMN more TEXT")
    assert apply(database, directory=directory) == ["20270101000000_more.sql"]


def test_a_failing_file_leaves_nothing_of_the_others(database: str, directory: Path) -> None:
    (directory / "20270101000000_good.sql").write_text("CREATE TABLE good (id INTEGER)")
    (directory / "20270102000000_bad.sql").write_text("CREATE TABLE bad (id NO_SUCH_TYPE)")
    with pytest.raises(MigrationRefused, match=r'20270102000000_bad.sql .*"no_such_type"'):
        apply(database, directory=directory)
    with psycopg.connect(database) as conn:
        assert conn.execute("SELECT to_regclass('good')").fetchone()[0] is None
    assert recorded(database) == NAMES


def test_a_reader_is_refused_with_the_reason(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as conn:
        conn.execute("CREATE ROLE opsmantik_reader LOGIN")
        try:
            with pytest.raises(MigrationRefused, match="a role that may create tables, came permission denied"):
                apply(psycopg.conninfo.make_conninfo(empty_database, user="opsmantik_reader"))
        finally:
            conn.execute("DROP ROLE opsmantik_reader")


@pytest.mark.parametrize(
    ("today", "name", "first", "last"),
    [
        ("2026-12-01", "2026_12", "2026-12-01", "2027-01-01"),
        ("2027-01-31", "2027_01", "2027-01-01", "2027-02-01"),
        ("2028-02-29", "2028_02", "2028-02-01", "2028-03-01"),
    ],
)
def test_the_partitions_are_those_of_the_day(empty_database: str, today: str, name: str, first: str, last: str) -> None:
    apply(empty_database, date.fromisoformat(today))
    with psycopg.connect(empty_database) as conn:
        found = [(each.name, str(each.first), str(each.last)) for each in list_partitions(conn)]
    assert found == [(f"sessions_{name}", first, last), (f"events_{name}", first, last)]


def test_what_supabase_brings_is_left_alone(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as conn:
        conn.execute("""
            CREATE SCHEMA auth;
            CREATE TABLE auth.users (id UUID PRIMARY KEY, email TEXT);
            CREATE SCHEMA extensions;
            CREATE FUNCTION extensions.uuid_generate_v4() RETURNS UUID LANGUAGE SQL AS 'SELECT gen_random_uuid()';
            CREATE PUBLICATION supabase_realtime;
            CREATE TABLE public.sites (id UUID PRIMARY KEY, public_id TEXT UNIQUE, owner TEXT NOT NULL);
        """)
        apply(empty_database)
        assert differences(conn) == []
        printed = "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'events'::regclass AND adnum = 1"
        assert conn.execute(printed).fetchone()[0] == "extensions.uuid_generate_v4()"
        assert conn.execute("SELECT to_regprocedure('public.uuid_generate_v4()')").fetchone()[0] is None

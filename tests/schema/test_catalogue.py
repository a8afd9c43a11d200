"""Every object that is not as the blueprint has it is named, and what only looks different is not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest

from schema import blueprint
from schema.catalogue import Difference, differences, judged_subjects
from schema.databases import clone, drop
from schema.partitions import NotOurSchema

if TYPE_CHECKING:
    from collections.abc import Iterator

FALLBACK = "idx_calls_intent_fallback_dedupe"
FALLBACK_COLUMNS = "calls(site_id, matched_session_id, intent_action, intent_target, created_at)"
UNWANTED = {
    "uuid": "gen_random_uuid()",
    "text": "''",
    "integer": "0",
    "numeric": "0",
    "jsonb": "'{}'",
    "inet": "'0.0.0.0'",
    "date": "now()",
    "timestamp with time zone": "now()",
}
EVENTS_KEY = "foreign key events(session_id, session_month)"
PARTITION = "(SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass LIMIT 1)"
STATUS = "constraint calls.calls_status_check"


@pytest.fixture(scope="module")
def shared(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """One database for the module: every test rolls back what it spoils."""
    admin = request.getfixturevalue("postgres").admin_dsn
    dsn = clone(admin, request.getfixturevalue("template"))
    with psycopg.connect(dsn, autocommit=True) as conn:
        yield conn
    drop(admin, dsn)


def spoiled(conn: psycopg.Connection, ddl: str, today: date | None = None) -> list[Difference]:
    with conn.transaction(force_rollback=True):
        conn.execute(ddl)
        return differences(conn, today)


def test_our_own_schema_has_no_difference(shared: psycopg.Connection) -> None:
    assert differences(shared) == []


def test_every_subject_has_one_name() -> None:
    subjects = judged_subjects()
    assert len(subjects) == len(set(subjects)) == 96


@pytest.mark.parametrize("column", blueprint.COLUMNS, ids=lambda column: f"{column.table}.{column.name}")
def test_a_dropped_column_is_absent(shared: psycopg.Connection, column: blueprint.Column) -> None:
    if column.name in {"created_month", "session_month"}:
        ddl = f"ALTER TABLE {column.table} RENAME {column.name} TO another"
    else:
        ddl = f"ALTER TABLE {column.table} DROP {column.name} CASCADE"
    found = {each.subject: each.found for each in spoiled(shared, ddl)}
    assert found[f"{column.table}.{column.name}"] == "absent"


@pytest.mark.parametrize("column", blueprint.COLUMNS, ids=lambda column: f"{column.table}.{column.name}")
def test_another_default_is_seen(shared: psycopg.Connection, column: blueprint.Column) -> None:
    change = "DROP DEFAULT" if column.default else f"SET DEFAULT {UNWANTED[column.type]}"
    seen = spoiled(shared, f"ALTER TABLE {column.table} ALTER {column.name} {change}")
    assert [each.subject for each in seen] == [f"{column.table}.{column.name}"]


@pytest.mark.parametrize("index", blueprint.INDEXES, ids=lambda index: index.name)
def test_a_dropped_index_is_absent(shared: psycopg.Connection, index: blueprint.Index) -> None:
    assert [(each.subject, each.found) for each in spoiled(shared, f"DROP INDEX {index.name}")] == [
        (f"index {index.name}", "absent"),
    ]


@pytest.mark.parametrize(
    ("ddl", "subject", "found"),
    [
        ("ALTER TABLE sessions ALTER gclid TYPE VARCHAR(100)", "sessions.gclid", "character varying(100) NULL"),
        ("ALTER TABLE events ALTER event_value TYPE NUMERIC(10, 2)", "events.event_value", "numeric(10,2) NULL"),
        (
            "ALTER TABLE calls ALTER created_at TYPE TIMESTAMP",
            "calls.created_at",
            "timestamp without time zone NULL DEFAULT now()",
        ),
        ("ALTER TABLE calls ALTER phone_number DROP NOT NULL", "calls.phone_number", "text NULL"),
        ("ALTER TABLE sessions ALTER fingerprint SET NOT NULL", "sessions.fingerprint", "text NOT NULL"),
        ("ALTER TABLE calls ALTER status SET DEFAULT 'Intent'", "calls.status", "text NULL DEFAULT 'Intent'"),
        (
            "ALTER TABLE events ALTER id SET DEFAULT gen_random_uuid()",
            "events.id",
            "uuid NOT NULL DEFAULT gen_random_uuid()",
        ),
        (
            "ALTER TABLE calls DROP note, ADD note TEXT GENERATED ALWAYS AS (phone_number) STORED",
            "calls.note",
            "text NULL DEFAULT phone_number (computed)",
        ),
        (
            "ALTER TABLE calls DROP CONSTRAINT calls_pkey, ADD PRIMARY KEY (id, site_id)",
            "primary key calls",
            "PRIMARY KEY (id, site_id)",
        ),
        ("ALTER TABLE calls DROP CONSTRAINT calls_site_id_fkey", "foreign key calls(site_id)", "absent"),
        (
            ("ALTER TABLE sessions DROP CONSTRAINT sessions_site_id_fkey,"
            " ADD FOREIGN KEY (site_id) REFERENCES sites(id)"),
            "foreign key sessions(site_id)",
            "FOREIGN KEY (site_id) REFERENCES sites(id)",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_confirmed_by_fkey,"
            " ADD FOREIGN KEY (confirmed_by) REFERENCES auth.users(id) ON DELETE CASCADE"),
            "foreign key calls(confirmed_by)",
            "FOREIGN KEY (confirmed_by) REFERENCES auth.users(id) ON DELETE CASCADE",
        ),
        ("ALTER TABLE calls DROP CONSTRAINT calls_status_check", STATUS, "absent"),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check"
            " CHECK (status IN ('intent', 'confirmed', 'junk', 'qualified', 'real') AND status IS NOT NULL)"),
            STATUS,
            "CHECK",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check"
            " CHECK (lower(status) IN ('intent', 'confirmed', 'junk', 'qualified', 'real'))"),
            STATUS,
            "CHECK",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check"
            " CHECK (status IN ('intent', 'confirmed', 'junk', 'qualified', 'real', 'other'))"),
            STATUS,
            "CHECK",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check"
            " CHECK (status IN ('intent', 'confirmed', 'junk', 'qualified', 'real')) NOT VALID"),
            STATUS,
            "CHECK",
        ),
        (
            "ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq",
            "constraint calls.calls_site_intent_stamp_uniq",
            "absent",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq,"
            " ADD CONSTRAINT calls_site_intent_stamp_uniq UNIQUE (intent_stamp)"),
            "constraint calls.calls_site_intent_stamp_uniq",
            "UNIQUE (intent_stamp)",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq,"
            " ADD CONSTRAINT calls_site_intent_stamp_uniq UNIQUE NULLS NOT DISTINCT (site_id, intent_stamp)"),
            "constraint calls.calls_site_intent_stamp_uniq",
            "UNIQUE NULLS NOT DISTINCT (site_id, intent_stamp)",
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq,"
            " ADD CONSTRAINT calls_site_intent_stamp_uniq UNIQUE (site_id, intent_stamp) DEFERRABLE"),
            "constraint calls.calls_site_intent_stamp_uniq",
            "UNIQUE (site_id, intent_stamp) DEFERRABLE",
        ),
        (
            ("DROP INDEX idx_calls_site_intent_stamp_uniq;"
            "CREATE INDEX idx_calls_site_intent_stamp_uniq ON calls(site_id, intent_stamp)"
            " WHERE intent_stamp IS NOT NULL"),
            "index idx_calls_site_intent_stamp_uniq",
            "calls(site_id, intent_stamp) WHERE (intent_stamp IS NOT NULL)",
        ),
        (
            ("DROP INDEX idx_calls_site_source_created_at;"
            "CREATE INDEX idx_calls_site_source_created_at ON calls(site_id, source, created_at)"),
            "index idx_calls_site_source_created_at",
            "calls(site_id, source, created_at)",
        ),
        (
            ("DROP INDEX idx_events_session_month_date;"
            "CREATE INDEX idx_events_session_month_date ON events(session_month, session_id, created_at)"),
            "index idx_events_session_month_date",
            "events(session_month, session_id, created_at)",
        ),
        (
            "DROP INDEX idx_events_category; CREATE INDEX idx_events_category ON events USING hash (event_category)",
            "index idx_events_category",
            "hash events(event_category)",
        ),
        (
            "DROP INDEX idx_sessions_site_id; CREATE INDEX idx_sessions_site_id ON ONLY sessions(site_id)",
            "index idx_sessions_site_id",
            "sessions(site_id) (not valid)",
        ),
        (
            "DROP INDEX idx_sessions_site_id; CREATE INDEX idx_sessions_site_id ON calls(site_id)",
            "index idx_sessions_site_id",
            "absent",
        ),
        (
            "DROP INDEX idx_calls_status_intent; CREATE INDEX idx_calls_status_intent ON calls(status)",
            "index idx_calls_status_intent",
            "calls(status)",
        ),
        (
            "DROP INDEX idx_calls_site_id; CREATE INDEX idx_calls_site_id ON calls(site_id) WHERE status IS NOT NULL",
            "index idx_calls_site_id",
            "calls(site_id) WHERE (status IS NOT NULL)",
        ),
        (
            ("DROP INDEX idx_events_month_category; CREATE INDEX idx_events_month_category"
            " ON events(session_month, event_category) WHERE event_category = 'Conversion'"),
            "index idx_events_month_category",
            "events(session_month, event_category) WHERE (event_category = 'Conversion'::text)",
        ),
        (
            ("DROP INDEX idx_calls_matched_at; CREATE INDEX idx_calls_matched_at ON calls(matched_at)"
            " WHERE confirmed_at IS NOT NULL"),
            "index idx_calls_matched_at",
            "calls(matched_at) WHERE (confirmed_at IS NOT NULL)",
        ),
        (  # The same words, the brackets elsewhere.
            (f"DROP INDEX {FALLBACK}; CREATE INDEX {FALLBACK} ON {FALLBACK_COLUMNS}"
            " WHERE (source = 'click' AND status = 'intent') OR status IS NULL"),
            f"index {FALLBACK}",
            FALLBACK_COLUMNS,
        ),
        (
            "ALTER PUBLICATION supabase_realtime DROP TABLE calls",
            "publication supabase_realtime calls",
            "not published",
        ),
        (
            "ALTER PUBLICATION supabase_realtime SET TABLE calls (id), events, sessions",
            "publication supabase_realtime calls",
            "not published",
        ),
        ("ALTER TABLE events DISABLE TRIGGER ALL", EVENTS_KEY, "FOREIGN KEY"),
        (
            f"DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE %s DISABLE TRIGGER ALL', {PARTITION})); END $$",
            EVENTS_KEY,
            "FOREIGN KEY",
        ),
        (
            ("DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE sites ENABLE REPLICA TRIGGER %I', tgname) FROM pg_trigger"
            " WHERE tgrelid = 'sites'::regclass AND tgname LIKE 'RI_%' AND tgconstrrelid = 'calls'::regclass LIMIT 1);"
            " END $$"),
            "foreign key calls(site_id)",
            ("FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE (its triggers are disabled on sites)"),
        ),
        (
            ("ALTER TABLE calls DROP CONSTRAINT calls_site_id_fkey,"
            " ADD FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE NOT VALID"),
            "foreign key calls(site_id)",
            "FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE NOT VALID",
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'calls_pkey'::regclass",
            "primary key calls",
            "PRIMARY KEY (id) (its index is not valid)",
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'calls_site_intent_stamp_uniq'::regclass",
            "constraint calls.calls_site_intent_stamp_uniq",
            "UNIQUE (site_id, intent_stamp) (its index is not valid)",
        ),
        (
            f"UPDATE pg_index SET indisvalid = false WHERE indrelid = {PARTITION}::regclass AND NOT indisprimary",
            "indexes of partitions events",
            "not valid: events_",
        ),
        (
            f"DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE %s SET UNLOGGED', {PARTITION})); END $$",
            "persistence events",
            "UNLOGGED: events_",
        ),
        ("ALTER TABLE events REPLICA IDENTITY DEFAULT", "replica identity events", "DEFAULT"),
        ("ALTER TABLE calls REPLICA IDENTITY NOTHING", "replica identity calls", "NOTHING"),
    ],
)
def test_one_change_is_one_difference(shared: psycopg.Connection, ddl: str, subject: str, found: str) -> None:
    seen = spoiled(shared, ddl)
    assert [each.subject for each in seen] == [subject]
    assert seen[0].found.startswith(found)


@pytest.mark.parametrize("table", ["sessions", "events"])
@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2026-11-02", "2026-12-01", "2026_11"),
        ("2026-11-01", "2026-11-30", "2026_11"),
        ("2026-11-01", "2026-12-02", "2026_11"),
        ("2026-11-01", "2026-12-01", "2026_1"),
        ("2026-10-01", "2026-12-01", "2026_11"),
    ],
)
def test_an_edge_or_a_name_that_is_off_is_seen(
    shared: psycopg.Connection, table: str, first: str, last: str, name: str
) -> None:
    drop = "DO $$ BEGIN EXECUTE (SELECT 'DROP TABLE ' || string_agg(inhrelid::regclass::text, ', ') || ' CASCADE'"
    ddl = f"""
        {drop} FROM pg_inherits WHERE inhparent IN ('events'::regclass, 'sessions'::regclass)); END $$;
        CREATE TABLE sessions_x PARTITION OF sessions FOR VALUES FROM ('1990-01-01') TO ('1990-02-01');
        CREATE TABLE {table}_{name} PARTITION OF {table} FOR VALUES FROM ('{first}') TO ('{last}')
    """
    seen = {each.subject: each.found for each in spoiled(shared, ddl, date(2026, 11, 23))}
    assert f"{table}_{name} FOR VALUES FROM ('{first}') TO ('{last}')" in seen[f"partition {table}"]


def test_a_default_partition_does_not_replace_the_month_s(shared: psycopg.Connection) -> None:
    seen = spoiled(shared, "CREATE TABLE rest PARTITION OF sessions DEFAULT", date(1999, 1, 1))
    assert [each.subject for each in seen] == ["partition sessions", "partition events"]
    assert seen[0].expected == "sessions_1999_01 FOR VALUES FROM ('1999-01-01') TO ('1999-02-01')"


def test_an_unpartitioned_table_is_seen(shared: psycopg.Connection) -> None:
    seen = spoiled(shared, "DROP TABLE events; CREATE TABLE events (id UUID PRIMARY KEY)")
    assert Difference("partitioning events", "RANGE (session_month)", "not partitioned") in seen


def test_a_missing_table_is_absent_in_all_its_objects(shared: psycopg.Connection) -> None:
    seen = {each.subject: each.found for each in spoiled(shared, "DROP TABLE calls")}
    assert seen["calls.id"] == seen["primary key calls"] == seen["partitioning calls"] == "absent"
    assert len(seen) == 20 + 3 + 2 + 12 + 1 + 1 + 1 + 1


def test_a_missing_publication_is_said_to_be_missing(shared: psycopg.Connection) -> None:
    seen = spoiled(shared, "DROP PUBLICATION supabase_realtime")
    assert [each.found for each in seen] == ["absent: no publication of that name"] * 3


@pytest.mark.parametrize(
    "ddl",
    [
        "ALTER TABLE calls ADD more TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX more ON calls(note)",
        "CREATE TABLE more PARTITION OF sessions FOR VALUES FROM ('1990-01-01') TO ('1991-01-01')",
        "ALTER TABLE calls ADD CHECK (lead_score >= 0)",
        "ALTER TABLE calls RENAME CONSTRAINT calls_site_id_fkey TO another_name",
        "ALTER TABLE calls ALTER created_at SET DEFAULT CURRENT_TIMESTAMP",
        ("ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check CHECK"
        " (status IS NULL OR status = 'real' OR status = ANY ('{junk,intent,qualified,confirmed}'::text[]))"),
        ("ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check CHECK"
        " (status IN ('intent', 'confirmed', 'junk', 'qualified', 'real'))"),
        (f"DROP INDEX {FALLBACK}; CREATE INDEX {FALLBACK} ON {FALLBACK_COLUMNS}"
        " WHERE COALESCE(status, 'intent') = 'intent' AND 'click' = source"),
        ("DROP INDEX idx_calls_status; CREATE INDEX idx_calls_status ON calls(status) WITH (fillfactor = 70)"
        " WHERE NOT status IS NULL"),
        "DROP PUBLICATION supabase_realtime; CREATE PUBLICATION supabase_realtime FOR ALL TABLES",
        "DROP PUBLICATION supabase_realtime; CREATE PUBLICATION supabase_realtime FOR TABLES IN SCHEMA public",
        "CREATE SCHEMA extensions; ALTER FUNCTION uuid_generate_v4() SET SCHEMA extensions",
        "SET LOCAL search_path = pg_catalog",
        "SET LOCAL datestyle = 'German, DMY'",
    ],
)
def test_what_means_the_same_is_no_difference(shared: psycopg.Connection, ddl: str) -> None:
    if "ALTER FUNCTION" in ddl:
        extension = shared.execute("SELECT count(*) FROM pg_extension WHERE extname = 'uuid-ossp'").fetchone()[0]
        ddl = ddl.replace("FUNCTION uuid_generate_v4()", 'EXTENSION "uuid-ossp"') if extension else ddl
    assert spoiled(shared, ddl) == []


def test_the_comparison_leaves_the_session_as_it_was(shared: psycopg.Connection) -> None:
    before = shared.execute("SHOW search_path").fetchone()
    differences(shared)
    assert shared.execute("SHOW search_path").fetchone() == before
    with shared.transaction(force_rollback=True):
        shared.execute("SET LOCAL search_path = pg_catalog")
        differences(shared)
        assert shared.execute("SHOW search_path").fetchone() == ("pg_catalog",)


def test_another_database_is_not_ours(empty_database: str) -> None:
    with psycopg.connect(empty_database) as conn, pytest.raises(NotOurSchema, match="with none of them"):
        differences(conn)

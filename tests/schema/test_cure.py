"""Whatever state a month is in, the SQL that `schema doctor` prints cures it in one transaction and keeps every row."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest
from typer.testing import CliRunner

from schema import cli
from schema.catalogue import differences
from schema.doctor import examine
from schema.migrate import apply

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 23)
SITE = "11111111-1111-4111-8111-111111111111"
# A session and its event in November, in the partitions or, once a default takes it, where there is none.
VISIT = """
INSERT INTO sites (id, public_id) VALUES ('{site}', 'x') ON CONFLICT DO NOTHING;
INSERT INTO sessions (id, site_id, created_month) VALUES ('{id}', '{site}', '{day}');
INSERT INTO events (session_id, session_month, url, event_category, event_action)
VALUES ('{id}', '{day}', 'u', 'interaction', 'view');
"""


def visit(number: int, day: str = "2026-11-01") -> str:
    return VISIT.format(site=SITE, id=f"00000000-0000-4000-8000-{number:012}", day=day)


DETACHED = """
ALTER TABLE events DETACH PARTITION events_2026_11;
ALTER TABLE events DROP CONSTRAINT events_session_id_session_month_fkey;
ALTER TABLE events_2026_11 DROP CONSTRAINT events_session_id_session_month_fkey;
ALTER TABLE sessions DETACH PARTITION sessions_2026_11;
ALTER TABLE events ADD CONSTRAINT events_session_id_session_month_fkey FOREIGN KEY (session_id, session_month)
  REFERENCES sessions (id, created_month) ON DELETE CASCADE;
"""
EVENTS_DETACHED = "ALTER TABLE events DETACH PARTITION events_2026_11;"
NONE = "DROP TABLE events_2026_11; DROP TABLE sessions_2026_11 CASCADE;"
NO_REFERENCE = "ALTER TABLE events DROP CONSTRAINT events_session_id_session_month_fkey;"
REFERENCE = """
ALTER TABLE events ADD CONSTRAINT events_session_id_session_month_fkey FOREIGN KEY (session_id, session_month)
  REFERENCES sessions (id, created_month) ON DELETE CASCADE;
"""
DEFAULTS = """
CREATE TABLE sessions_rest PARTITION OF sessions DEFAULT; CREATE TABLE events_rest PARTITION OF events DEFAULT;
"""
PLAIN = "CREATE TABLE events_2026_11 (LIKE events INCLUDING DEFAULTS);"
SHARDED = """
DROP TABLE events_2026_11;
CREATE TABLE events_2026_11 PARTITION OF events FOR VALUES FROM ('2026-11-01') TO ('2026-12-01') PARTITION BY"""
# What is done to a database that was migrated in November 2026; each with a word for what it is.
STATES = {
    "in order": "SELECT 1",
    "never created": NONE,
    "events never created": visit(1) + "DROP TABLE events_2026_11",
    "both detached, with rows": visit(1) + visit(2, "2026-11-30") + DETACHED,
    "events detached": visit(1) + EVENTS_DETACHED,
    "detached, then a column more": visit(1) + EVENTS_DETACHED + "ALTER TABLE events ADD colour text DEFAULT 'red'",
    "detached, then a check more": visit(1) + EVENTS_DETACHED + "ALTER TABLE events ADD CHECK (url <> 'v')",
    "detached, and a check that a row breaks": visit(1) + "UPDATE events SET url = 'v';"
    + EVENTS_DETACHED + "ALTER TABLE events ADD CHECK (url <> 'v')",
    "detached, then a column less": visit(1) + EVENTS_DETACHED + "ALTER TABLE events DROP event_value",
    "detached, and another type": visit(1) + EVENTS_DETACHED + "ALTER TABLE events_2026_11 ALTER url TYPE varchar(9)",
    "detached, unlogged": visit(1) + DETACHED + "ALTER TABLE sessions_2026_11 SET UNLOGGED",
    "detached, without its keys": visit(1) + EVENTS_DETACHED
    + "ALTER TABLE events_2026_11 DROP CONSTRAINT events_2026_11_pkey, ALTER id DROP NOT NULL",
    "detached, with another key": visit(1) + EVENTS_DETACHED
    + "ALTER TABLE events_2026_11 DROP CONSTRAINT events_2026_11_pkey, ADD PRIMARY KEY (id)",
    "detached, with another key that is referred to": visit(1) + EVENTS_DETACHED
    + "ALTER TABLE events_2026_11 DROP CONSTRAINT events_2026_11_pkey, ADD PRIMARY KEY (id);"
    "CREATE TABLE theirs (event uuid REFERENCES events_2026_11)",
    "detached, without its indexes": visit(1) + EVENTS_DETACHED + "DROP INDEX events_2026_11_session_id_idx",
    "detached, rows of another month": visit(1) + DETACHED
    + "UPDATE sessions_2026_11 SET created_month = '2026-10-01'; UPDATE events_2026_11 SET session_month='2026-10-01'",
    "detached, sessions of another month alone": visit(1) + visit(2) + DETACHED
    + "UPDATE sessions_2026_11 SET created_month = '2026-10-01' WHERE id::text LIKE '%2'",
    "detached, rows doubled": visit(1) + EVENTS_DETACHED + "ALTER TABLE events_2026_11 DROP CONSTRAINT"
    " events_2026_11_pkey; INSERT INTO events_2026_11 SELECT * FROM events_2026_11",
    "detached, rows without a key": visit(1) + visit(2) + EVENTS_DETACHED + "ALTER TABLE events_2026_11 DROP CONSTRAINT"
    " events_2026_11_pkey, ALTER id DROP NOT NULL;"
    "UPDATE events_2026_11 SET id = NULL WHERE session_id::text LIKE '%2'",
    "detached, events of no session": visit(1) + visit(2) + EVENTS_DETACHED
    + "ALTER TABLE events_2026_11 DROP CONSTRAINT events_session_id_session_month_fkey;"
    "DELETE FROM sessions WHERE id::text LIKE '%2'",
    "both detached, sessions of no site": visit(1) + DETACHED
    + "ALTER TABLE sessions_2026_11 DROP CONSTRAINT sessions_site_id_fkey; DELETE FROM sites",
    "a plain table of that name": "DROP TABLE events_2026_11;" + PLAIN,
    "a table of that name with other columns": "DROP TABLE events_2026_11; CREATE TABLE events_2026_11 (n int);"
    "INSERT INTO events_2026_11 VALUES (1)",
    "a view of that name": "DROP TABLE events_2026_11; CREATE VIEW events_2026_11 AS SELECT 1 AS n",
    "a materialized view of that name": "DROP TABLE events_2026_11;"
    "CREATE MATERIALIZED VIEW events_2026_11 AS SELECT 1 AS n",
    "a sequence of that name": "DROP TABLE events_2026_11; CREATE SEQUENCE events_2026_11",
    "an index of that name": "DROP TABLE events_2026_11; CREATE INDEX events_2026_11 ON sites (name)",
    "a type of that name": "DROP TABLE events_2026_11; CREATE TYPE events_2026_11 AS ENUM ('a')",
    "a table of that name that inherits": "DROP TABLE events_2026_11; CREATE TABLE old (LIKE events);"
    "CREATE TABLE events_2026_11 () INHERITS (old)",
    "a table of that name with a trigger on tables": "DROP TABLE events_2026_11;" + PLAIN
    + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    "CREATE TRIGGER t AFTER INSERT ON events_2026_11 REFERENCING NEW TABLE AS n FOR EACH ROW EXECUTE FUNCTION f()",
    "the name borne by another month": "DROP TABLE events_2026_11; CREATE TABLE events_2026_11 PARTITION OF events"
    " FOR VALUES FROM ('2027-01-01') TO ('2027-02-01')",
    "a day short": "DROP TABLE events_2026_11; CREATE TABLE events_2026_11 PARTITION OF events"
    " FOR VALUES FROM ('2026-11-01') TO ('2026-11-30')",
    "a day late": "DROP TABLE events_2026_11; CREATE TABLE events_2026_11 PARTITION OF events"
    " FOR VALUES FROM ('2026-11-02') TO ('2026-12-01')",
    "a piece's name taken": "DROP TABLE events_2026_11; CREATE TABLE events_2026_11 PARTITION OF events"
    " FOR VALUES FROM ('2026-11-01') TO ('2026-11-30'); CREATE VIEW events_2026_11_30 AS SELECT 1 AS n",
    "a default that is empty": NONE + DEFAULTS,
    "a default that holds the month": NONE + DEFAULTS + visit(1) + visit(2, "2027-01-01"),
    "a default of sessions alone": NONE + REFERENCE.replace("ADD", "DROP CONSTRAINT IF EXISTS"
    " events_session_id_session_month_fkey, ADD") + DEFAULTS + visit(1) + "DROP TABLE events_rest",
    "a default, partitioned": NONE + "CREATE TABLE sessions_rest PARTITION OF sessions DEFAULT PARTITION BY HASH (id);"
    "CREATE TABLE sessions_all PARTITION OF sessions_rest FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
    "CREATE TABLE events_rest PARTITION OF events DEFAULT;"
    + visit(1),
    "a default, and the month detached": visit(1) + DETACHED + DEFAULTS + visit(2),
    "by a list that is empty": SHARDED + " LIST (id)",
    "detached, and partitioned": SHARDED + " HASH (id); CREATE TABLE h PARTITION OF events_2026_11"
    " FOR VALUES WITH (MODULUS 1, REMAINDER 0);" + visit(1) + EVENTS_DETACHED,
    "by hash, and one is missing": SHARDED + " HASH (id); CREATE TABLE h PARTITION OF events_2026_11"
    " FOR VALUES WITH (MODULUS 3, REMAINDER 1)",
    "by days, and some are missing": SHARDED + " RANGE (session_month); CREATE TABLE d PARTITION OF events_2026_11"
    " FOR VALUES FROM ('2026-11-05') TO ('2026-11-20')",
    "by ids within days": SHARDED + " RANGE (session_month); CREATE TABLE d PARTITION OF events_2026_11"
    " FOR VALUES FROM ('2026-11-01') TO ('2026-12-01') PARTITION BY RANGE (id)",
    "sessions detached, and events refer to it alone": visit(1) + DETACHED
    + "ALTER TABLE events_2026_11 ADD FOREIGN KEY (session_id, session_month)"
    " REFERENCES sessions_2026_11 (id, created_month) ON DELETE CASCADE",
    "sessions of another month detached, and events refer to it alone": visit(1) + DETACHED
    + "UPDATE sessions_2026_11 SET created_month = '2026-10-01'; UPDATE events_2026_11 SET session_month='2026-10-01';"
    "ALTER TABLE events_2026_11 ADD FOREIGN KEY (session_id, session_month)"
    " REFERENCES sessions_2026_11 (id, created_month) ON DELETE CASCADE",
    "a default that holds the month and is referred to": NONE + DEFAULTS + visit(1)
    + "ALTER TABLE events_rest ADD FOREIGN KEY (session_id, session_month)"
    " REFERENCES sessions_rest (id, created_month) ON DELETE CASCADE",
    "detached, partitioned and empty": SHARDED + " RANGE (session_month);" + EVENTS_DETACHED,
    "detached, and a check of other days": visit(1) + EVENTS_DETACHED
    + "ALTER TABLE events_2026_11 ADD CHECK (session_month < '2026-11-15')",
    "a check that refuses its own days": visit(1)
    + "ALTER TABLE events_2026_11 ADD CHECK (session_month < '2026-11-02')",
    "detached into another schema": visit(1) + EVENTS_DETACHED + "CREATE SCHEMA old;"
    "ALTER TABLE events_2026_11 SET SCHEMA old",
    "a partition in another schema": visit(1) + "CREATE SCHEMA old; ALTER TABLE events_2026_11 SET SCHEMA old",
    "published by itself": visit(1) + EVENTS_DETACHED + "ALTER PUBLICATION supabase_realtime ADD TABLE events_2026_11",
    "referred to by a third": visit(1) + DETACHED + "CREATE TABLE notes (id uuid, month date, FOREIGN KEY (id, month)"
    " REFERENCES sessions_2026_11); INSERT INTO notes SELECT id, created_month FROM sessions_2026_11",
    "a default that a third refers to": NONE + DEFAULTS + visit(1) + "CREATE TABLE notes (id uuid, month date,"
    " FOREIGN KEY (id, month) REFERENCES sessions); INSERT INTO notes SELECT id, created_month FROM sessions",
    "unlogged": visit(1) + NO_REFERENCE + "ALTER TABLE sessions_2026_11 SET UNLOGGED;"
    "ALTER TABLE events_2026_11 SET UNLOGGED",
    "with audit triggers": visit(1) + DETACHED + DEFAULTS + visit(2)
    + "CREATE TABLE audit (what text); CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN INSERT INTO audit VALUES (TG_OP); RETURN NULL; END';"
    "CREATE TRIGGER told AFTER INSERT OR DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION told()",
}
MONTHS = [date(2026, 11, 1), date(2026, 11, 23), date(2026, 12, 1), date(2027, 2, 28)]


@pytest.fixture
def november(empty_database: str) -> Iterator[psycopg.Connection]:
    """A database that was migrated on a day of November 2026."""
    apply(empty_database, TODAY)
    with psycopg.connect(empty_database, autocommit=True) as conn:
        yield conn


def stored(conn: psycopg.Connection) -> dict[str, int]:
    """Count the rows that lie in tables of these names, partitions or not, by the two parents' names."""
    names = conn.execute(
        "SELECT oid::regclass::text, relname FROM pg_class WHERE relkind = 'r'"
        " AND (relname ~ '^(sessions|events)' OR relname IN ('h', 'd'))"
    ).fetchall()
    found = {"sessions": 0, "events": 0}
    for written, name in names:
        count = conn.execute(f"SELECT count(*) FROM ONLY {written}").fetchone()[0]
        found["sessions" if name.startswith("sessions") else "events"] += count
    return found


def insert_everywhere(conn: psycopg.Connection) -> None:
    """Insert a visit on days of the months ahead; nothing of it stays."""
    with conn.transaction(force_rollback=True):
        for number, day in enumerate(MONTHS):
            conn.execute(visit(900 + number, str(day)))


@pytest.mark.parametrize("state", STATES)
def test_the_printed_sql_cures(november: psycopg.Connection, state: str) -> None:
    """The doctor is asked, its SQL is run as it stands, and it is asked again."""
    november.execute(STATES[state])
    before = stored(november)
    november.execute(examine(november, TODAY).sql_cure)
    cured = examine(november, TODAY)
    assert cured.sql_cure == ""
    assert not cured.is_urgent
    insert_everywhere(november)
    assert stored(november) == before
    with contextlib.suppress(psycopg.errors.UndefinedTable):
        assert november.execute("SELECT count(*) FROM audit").fetchone() == (0,)


@pytest.mark.parametrize(
    "state",
    ["never created", "both detached, with rows", "detached, unlogged", "detached, without its keys",
     "detached, with another key", "detached, without its indexes", "a default that holds the month", "unlogged"],
)
def test_a_cured_month_is_as_the_blueprint_has_it(november: psycopg.Connection, state: str) -> None:
    november.execute(STATES[state])
    november.execute(examine(november, TODAY).sql_cure)
    november.execute("DROP TABLE IF EXISTS sessions_rest; DROP TABLE IF EXISTS events_rest")
    subjects = {each.subject for each in differences(november, TODAY)}
    assert subjects <= {"foreign key events(session_id, session_month)"}


def test_rows_come_back_into_their_tables(november: psycopg.Connection) -> None:
    november.execute(STATES["both detached, with rows"])
    november.execute(examine(november, TODAY).sql_cure)
    counts = november.execute("SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM events)").fetchone()
    assert counts == (2, 2)


def test_rows_of_a_default_move_to_their_month(november: psycopg.Connection) -> None:
    november.execute(STATES["a default that holds the month"])
    november.execute(examine(november, TODAY).sql_cure)
    for table in ("sessions", "events"):
        found = november.execute(f"SELECT tableoid::regclass::text FROM {table} ORDER BY 1").fetchall()
        assert found == [(f"{table}_2026_11",), (f"{table}_2027_01",)]


def test_a_detaching_that_was_never_ended_is_ended(november: psycopg.Connection, empty_database: str) -> None:
    """DETACH CONCURRENTLY waits for whoever reads, and its partition takes no row meanwhile, nor after its end."""
    november.execute(visit(1))
    with psycopg.connect(empty_database) as reader, psycopg.connect(empty_database, autocommit=True) as other:
        reader.execute("SELECT count(*) FROM events").fetchone()
        other.execute("SET statement_timeout = '300ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            other.execute("ALTER TABLE events DETACH PARTITION events_2026_11 CONCURRENTLY")
    assert examine(november, TODAY).days_left["events"] == 0
    november.execute(examine(november, TODAY).sql_cure)
    assert examine(november, TODAY).sql_cure == ""
    insert_everywhere(november)
    assert november.execute("SELECT count(*) FROM events").fetchone() == (1,)


def test_it_is_one_transaction(november: psycopg.Connection) -> None:
    """What fails half-way changes nothing."""
    november.execute(STATES["both detached, with rows"])
    sql_cure = examine(november, TODAY).sql_cure
    november.execute("CREATE VIEW events_2027_02 AS SELECT 1 AS n")  # after the doctor was asked
    with pytest.raises(psycopg.errors.DuplicateTable):
        november.execute(sql_cure)
    november.execute("ROLLBACK; DROP VIEW events_2027_02")
    assert examine(november, TODAY).sql_cure == sql_cure


def test_what_belongs_to_another_is_left_to_him(november: psycopg.Connection) -> None:
    """The month is made all the same, and the SQL says whose the table is."""
    november.execute(visit(1) + EVENTS_DETACHED)
    with november.transaction(force_rollback=True):
        november.execute("""
            CREATE ROLE their_owner; CREATE ROLE their_other; GRANT ALL ON SCHEMA public TO their_owner;
            ALTER TABLE sessions OWNER TO their_owner; ALTER TABLE events OWNER TO their_owner;
            ALTER TABLE sites OWNER TO their_owner; ALTER TABLE events_2026_11 OWNER TO their_other;
            SET LOCAL ROLE their_owner
        """)
        printed = examine(november, TODAY).sql_cure
        assert "belongs to their_other" in printed
        november.execute(printed.replace("BEGIN;", "").replace("COMMIT;", ""))
        assert examine(november, TODAY).sql_cure == ""


def test_whoever_may_not_is_told_who_may(november: psycopg.Connection) -> None:
    with november.transaction(force_rollback=True):
        november.execute("CREATE ROLE their_reader; SET LOCAL ROLE their_reader")
        assert "-- public.sessions belongs to postgres: run this as that role" in examine(november, TODAY).sql_cure


def test_a_database_in_order_for_months_gets_no_sql(november: psycopg.Connection) -> None:
    november.execute(examine(november, TODAY).sql_cure)
    assert examine(november, TODAY).sql_cure == ""


def test_the_output_of_the_verb_can_be_run_as_it_is(database: str) -> None:
    """Prognoses and remarks are comments."""
    printed = CliRunner().invoke(cli.app, ["doctor", "--database", database])
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(printed.output)
    again = CliRunner().invoke(cli.app, ["doctor", "--database", database])
    assert again.exit_code == 0
    assert "CREATE" not in again.output

"""`opsmantik schema …`: what it prints and how it ends."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from schema.cli import app
from schema.doctor import horizon
from schema.migrate import apply, migrations
from schema.partitions import create_month, month_edges

DEAD = "postgresql://someone:hidden@127.0.0.1:1/name"


def run(*arguments: str) -> Result:
    """Run the command line in this process; what it does not catch is raised."""
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def today(dsn: str) -> date:
    with psycopg.connect(dsn) as conn:
        return conn.execute("SELECT CURRENT_DATE").fetchone()[0]


def change(dsn: str, sql: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(sql)


def test_apply_says_what_it_did(empty_database: str) -> None:
    first, second = (run("apply", "--database", empty_database) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.splitlines()[:-1] == [f"applied {migration.name}" for migration in migrations()]
    assert second.stdout.endswith(f"migrations applied: 0; already there: {len(migrations())}\n")


def test_check_names_what_differs(database: str) -> None:
    right = run("check", "--database", database)
    assert right.exit_code == 0
    assert right.stdout.endswith(": 96 objects compared, 0 of them not as the blueprint has them\n")
    change(database, "DROP INDEX idx_calls_status; ALTER TABLE sessions ALTER city TYPE VARCHAR")
    wrong = run("check", "--database", database)
    assert wrong.exit_code == 1
    assert wrong.stdout.splitlines()[:-1] == [
        "sessions.city",
        "  expected: text NULL",
        "  found:    character varying NULL",
        "index idx_calls_status",
        "  expected: calls(status) WHERE status IS NOT NULL",
        "  found:    absent",
    ]


def test_partitions_are_listed_and_made(database: str) -> None:
    made = run("partitions", "--create", "2031-12", "--database", database)
    assert made.exit_code == 0
    assert made.stdout.splitlines()[0] == "made sessions_2031_12, events_2031_12"
    assert "events  events_2031_12  from 2031-12-01 to before 2032-01-01" in made.stdout.splitlines()
    again = run("partitions", "--create", "2031-12", "--database", database)
    assert again.stdout.splitlines()[0] == "2031-12 has its partitions already"


def test_odd_partitions_are_said_to_be_odd(database: str) -> None:
    change(database, "CREATE TABLE odd PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('1990-01-31')")
    change(database, "CREATE TABLE rest PARTITION OF events DEFAULT")
    lines = run("partitions", "--database", database).stdout.splitlines()
    assert "events  odd  from the beginning to before 1990-01-31 (not a month)" in lines
    assert lines[-1] == "events  rest  default: every day that no other holds"


@pytest.mark.parametrize("month", ["2031-13", "2031-1", "december", "", "0000-01", "9999-12", "2031-12-01"])
def test_no_month_is_refused(database: str, month: str) -> None:
    refused = run("partitions", "--create", month, "--database", database)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"expected a month such as 2026-12, came {month!r}; write year and month\n"


def test_doctor_prints_sql_that_cures(database: str) -> None:
    change(database, "DROP TABLE sessions CASCADE; DROP TABLE events, calls, opsmantik_migrations CASCADE")
    change(database, "DROP PUBLICATION supabase_realtime")
    now = today(database)
    apply(database, now - timedelta(days=40))
    ill = run("doctor", "--database", database)
    assert ill.exit_code == 1
    day = f"the server's date in UTC being {now}"
    prognosis = f"-- sessions: the first insert fails today, {day} (within 7 days: act now)"
    assert prognosis in ill.stdout.splitlines()
    change(database, ill.stdout)
    well = run("doctor", "--database", database)
    left = (horizon(now) - now).days
    assert well.exit_code == 0
    prognosis = f"the first insert fails in {left} days, the server's date in UTC being {now}"
    assert well.stdout.splitlines() == [f"-- {table}: {prognosis}" for table in ("sessions", "events")]


def test_doctor_names_a_default_partition(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        create_month(conn, month_edges(today(database))[1])
    change(database, "CREATE TABLE rest PARTITION OF events DEFAULT")
    said = run("doctor", "--database", database)
    assert said.exit_code == 0
    assert "-- events: no insert will fail for want of a partition" in said.stdout
    assert "-- rest is a default partition: no insert fails" in said.stdout


@pytest.mark.parametrize("verb", ["apply", "check", "partitions", "doctor"])
@pytest.mark.parametrize(("dsn", "came"), [(DEAD, "Connection refused"), ("password=not hidden", "libpq cannot read")])
def test_a_database_that_does_not_answer_is_exit_2_and_one_sentence(verb: str, dsn: str, came: str) -> None:
    refused = run(verb, "--database", dsn)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert refused.stderr.startswith("expected ")
    assert came in refused.stderr
    assert "hidden" not in refused.stderr


@pytest.mark.parametrize("verb", ["check", "partitions", "doctor"])
def test_another_database_is_exit_2(empty_database: str, verb: str) -> None:
    refused = run(verb, "--database", empty_database)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "run `schema apply` first, or correct the DSN" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "came"),
    [
        (["apply"], "a role that may create tables, came permission denied"),
        (["partitions", "--create", "2031-12"], "the owner of sessions and events, came: permission denied"),
    ],
)
def test_no_permission_is_exit_2(database: str, arguments: list[str], came: str) -> None:
    change(database, "CREATE ROLE opsmantik_weak LOGIN; REVOKE ALL ON TABLE opsmantik_migrations FROM PUBLIC")
    try:
        refused = run(*arguments, "--database", make_conninfo(database, user="opsmantik_weak"))
    finally:
        change(database, "DROP ROLE opsmantik_weak")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert came in refused.stderr


def test_a_failing_migration_is_exit_2(database: str) -> None:
    change(database, "DROP TABLE opsmantik_migrations")
    refused = run("apply", "--database", database)
    assert refused.exit_code == 2
    assert 'came relation "events" is already member of publication' in refused.stderr

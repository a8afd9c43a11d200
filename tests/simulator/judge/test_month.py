"""The month a run works in is the database's, and it has partitions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulator.judge.month import month_of, utc_month
from simulator.judge.probe import TargetUnusable
from tests.fixtures.their_database import execute, with_rows


def month_in(dsn: str) -> tuple[str, str]:
    return with_rows(dsn, month_of)


def drop_months(dsn: str) -> None:
    execute(
        dsn,
        "ALTER TABLE events DROP CONSTRAINT events_session_id_session_month_fkey;"
        "DO $$ DECLARE child regclass; BEGIN FOR child IN SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class c"
        " ON c.oid = inhrelid AND c.relkind = 'r' LOOP EXECUTE 'DROP TABLE ' || child; END LOOP; END $$",
    )


def test_it_is_the_current_one_where_that_has_partitions(database: str) -> None:
    assert month_in(database) == (datetime.now(UTC).strftime("%Y-%m-01"), "1999-01-01")


def test_else_the_newest_that_both_tables_have(database: str) -> None:
    drop_months(database)
    for table, months in (("sessions", (3, 4, 5)), ("events", (3, 4))):
        for month in months:
            bounds = f"FROM ('2020-{month:02}-01') TO ('2020-{month + 1:02}-01')"
            execute(database, f"CREATE TABLE {table}_{month} PARTITION OF {table} FOR VALUES {bounds}")
    assert month_in(database) == ("2020-04-01", "1999-01-01")


def test_a_partition_over_all_time_leaves_no_stone_standing(database: str) -> None:
    drop_months(database)
    for table in ("sessions", "events"):
        execute(database, f"CREATE TABLE {table}_all PARTITION OF {table} FOR VALUES FROM ('1990-01-01') TO (MAXVALUE)")
    assert month_in(database)[1] == "1971-01-01"


def test_none_at_all_is_said_with_the_cure(database: str) -> None:
    drop_months(database)
    with pytest.raises(TargetUnusable, match=r"expected a partition of sessions and of events .*doctor"):
        month_in(database)


def test_another_schema_is_said(empty_database: str) -> None:
    with pytest.raises(TargetUnusable, match="expected the blueprint's tables"):
        month_in(empty_database)


@pytest.mark.parametrize(("now_ms", "month"), [(1_793_491_199_999, "2026-10-01"), (1_793_491_200_000, "2026-11-01")])
def test_a_month_begins_at_midnight_utc(now_ms: int, month: str) -> None:
    assert utc_month(now_ms) == month

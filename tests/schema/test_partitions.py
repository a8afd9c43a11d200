"""Listing and making month partitions."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from schema.partitions import (
    NotOurSchema,
    Partition,
    PartitionRefused,
    create_month,
    list_partitions,
    month_edges,
    name_of,
)

MAY, JUNE = date(2031, 5, 1), date(2031, 6, 1)


def of(conn: psycopg.Connection, name: str) -> Partition:
    return next(each for each in list_partitions(conn) if each.name == name)


def test_a_month_is_made_in_both_tables_once(connection: psycopg.Connection) -> None:
    assert create_month(connection, date(2031, 5, 17)) == ["sessions_2031_05", "events_2031_05"]
    assert create_month(connection, MAY) == []
    assert of(connection, "events_2031_05") == Partition("events", "events_2031_05", MAY, JUNE, is_default=False)


def test_a_half_made_month_is_completed(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE other PARTITION OF sessions FOR VALUES FROM ('2031-05-01') TO ('2031-06-01')")
    assert create_month(connection, MAY) == ["events_2031_05"]


def test_an_overlap_is_refused_and_makes_neither(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE wide PARTITION OF events FOR VALUES FROM ('2031-05-20') TO ('2031-07-01')")
    with pytest.raises(PartitionRefused, match='2031-05, came: partition "events_2031_05" would overlap'):
        create_month(connection, MAY)
    assert "sessions_2031_05" not in [each.name for each in list_partitions(connection)]


def test_a_taken_name_is_refused(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE sessions_2031_05 (id INTEGER)")
    with pytest.raises(PartitionRefused, match='relation "sessions_2031_05" already exists'):
        create_month(connection, MAY)


@pytest.mark.parametrize(
    ("bound", "first", "last", "is_default"),
    [
        ("FOR VALUES FROM (MINVALUE) TO ('2020-01-01')", None, date(2020, 1, 1), False),
        ("FOR VALUES FROM ('2040-01-01') TO (MAXVALUE)", date(2040, 1, 1), None, False),
        ("FOR VALUES FROM ('2040-01-01') TO ('infinity')", date(2040, 1, 1), None, False),
        ("FOR VALUES FROM ('0044-03-15 BC') TO ('2020-01-01')", None, date(2020, 1, 1), False),
        ("DEFAULT", None, None, True),
    ],
)
def test_odd_bounds_are_read(
    connection: psycopg.Connection, bound: str, first: date | None, last: date | None, *, is_default: bool
) -> None:
    connection.execute(f"CREATE TABLE odd PARTITION OF sessions {bound}")
    assert of(connection, "odd") == Partition("sessions", "odd", first, last, is_default=is_default)


def test_bounds_are_read_whatever_the_date_style(connection: psycopg.Connection) -> None:
    create_month(connection, MAY)
    connection.execute("SET datestyle = 'German, DMY'")
    assert of(connection, "sessions_2031_05").first == MAY


def test_another_database_is_not_ours(empty_database: str) -> None:
    with psycopg.connect(empty_database) as conn, pytest.raises(NotOurSchema, match=r"public.sessions .* came none"):
        list_partitions(conn)


def test_a_plain_table_is_not_ours(connection: psycopg.Connection) -> None:
    connection.execute("ALTER TABLE sessions RENAME TO once; CREATE TABLE sessions (id UUID)")
    with pytest.raises(NotOurSchema, match=r"public.sessions partitioned by RANGE"):
        list_partitions(connection)


def test_names_and_edges() -> None:
    assert month_edges(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))
    assert name_of("events", MAY, JUNE) == "events_2031_05"
    assert name_of("events", date(2031, 5, 31), JUNE) == "events_2031_05_31"

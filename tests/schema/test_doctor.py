"""When the first insert will fail, and whether the printed SQL cures it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from schema.doctor import days_left, examine, gaps, horizon
from schema.migrate import apply
from schema.partitions import Partition, list_partitions

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 23)


def partition(first: str | None, last: str | None) -> Partition:
    edges = [day and date.fromisoformat(day) for day in (first, last)]
    return Partition("sessions", f"sessions_{first}", *edges, is_default=False)


NOVEMBER = partition("2026-11-01", "2026-12-01")
DECEMBER = partition("2026-12-01", "2027-01-01")
DEFAULT = Partition("sessions", "sessions_default", None, None, is_default=True)


@pytest.fixture
def november(empty_database: str) -> Iterator[psycopg.Connection]:
    """A database that was migrated on a day of November 2026."""
    apply(empty_database, TODAY)
    with psycopg.connect(empty_database, autocommit=True) as conn:
        yield conn


@pytest.mark.parametrize(
    ("partitions", "today", "days"),
    [
        ([NOVEMBER], "2026-11-23", 8),
        ([NOVEMBER], "2026-11-01", 30),
        ([NOVEMBER], "2026-11-30", 1),
        ([NOVEMBER], "2026-12-01", 0),
        ([NOVEMBER], "2026-10-31", 0),
        ([NOVEMBER, DECEMBER], "2026-11-23", 39),
        ([DECEMBER, NOVEMBER], "2026-11-23", 39),
        ([], "2026-11-23", 0),
        ([DEFAULT], "2026-11-23", None),
        ([NOVEMBER, partition("2026-12-01", None)], "2026-11-23", None),
        ([partition("2026-11-01", "2026-11-30")], "2026-11-23", 7),
        # The tracker's own day is the first of the month: with that one missing, inserts fail today.
        ([partition("2026-11-02", "2026-12-01")], "2026-11-23", 0),
    ],
)
def test_days_left(partitions: list[Partition], today: str, days: int | None) -> None:
    assert days_left(partitions, date.fromisoformat(today)) == days


def test_gaps_are_cut_at_months_and_at_what_is_there() -> None:
    inner = partition("2026-12-10", "2026-12-20")
    assert gaps([NOVEMBER, inner], TODAY, date(2027, 2, 1)) == [
        (date(2026, 12, 1), date(2026, 12, 10)),
        (date(2026, 12, 20), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 2, 1)),
    ]
    assert gaps([NOVEMBER, partition("2026-12-01", None)], TODAY, date(2027, 2, 1)) == []


def test_the_horizon_is_three_whole_months_ahead() -> None:
    assert horizon(TODAY) == date(2027, 3, 1)
    assert horizon(date(2026, 11, 1)) == date(2027, 3, 1)


def test_an_insert_fails_on_the_day_that_was_foretold_and_not_before(november: psycopg.Connection) -> None:
    failing = TODAY + timedelta(days=examine(november, TODAY).days_left["sessions"])
    site = november.execute("INSERT INTO sites (public_id) VALUES ('x') RETURNING id").fetchone()[0]
    insert = "INSERT INTO sessions (id, site_id, created_month) VALUES (gen_random_uuid(), %s, %s)"
    november.execute(insert, [site, failing - timedelta(days=1)])
    with pytest.raises(psycopg.errors.CheckViolation):
        november.execute(insert, [site, failing])


@pytest.mark.parametrize(
    "spoil",
    ["SELECT 1", "DROP TABLE events_2026_11", "DROP TABLE events_2026_11; DROP TABLE sessions_2026_11 CASCADE"],
)
def test_the_sql_cures(november: psycopg.Connection, spoil: str) -> None:
    november.execute(spoil)
    november.execute(examine(november, TODAY).sql_cure)
    cured = examine(november, TODAY)
    assert (cured.days_left, cured.is_urgent, cured.sql_cure) == ({"sessions": 98, "events": 98}, False, "")


def test_the_sql_cures_an_edge_that_is_a_day_off(november: psycopg.Connection) -> None:
    november.execute("""
        DROP TABLE events_2026_11;
        CREATE TABLE events_2026_11 PARTITION OF events FOR VALUES FROM ('2026-11-01') TO ('2026-11-30')
    """)
    assert examine(november, TODAY).days_left == {"sessions": 8, "events": 7}
    november.execute(examine(november, TODAY).sql_cure)
    assert examine(november, TODAY).days_left == {"sessions": 98, "events": 98}
    assert "events_2026_11_30" in [each.name for each in list_partitions(november)]


def test_a_default_partition_is_named(november: psycopg.Connection) -> None:
    november.execute("CREATE TABLE events_rest PARTITION OF events DEFAULT")
    diagnosis = examine(november, date(2026, 11, 30))
    assert diagnosis.days_left == {"sessions": 1, "events": None}
    assert diagnosis.defaults == ("events_rest",)
    assert diagnosis.is_urgent


@pytest.mark.parametrize(("today", "is_urgent"), [("2026-11-23", False), ("2026-11-24", True)])
def test_a_week_is_urgent(november: psycopg.Connection, today: str, *, is_urgent: bool) -> None:
    assert examine(november, date.fromisoformat(today)).is_urgent is is_urgent

"""In how many days the first insert will fail for want of a partition, and the SQL that cures it.

Changes nothing. A day is a day of the partition key: the database's own, without a time zone. What stands where a
partition should be, and how it is cured, is cure.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schema import cure
from schema.blueprint import PARTITIONED
from schema.inner import held
from schema.occupant import relation
from schema.partitions import Partition, gaps_between, list_partitions, month_edges
from schema.session import home

if TYPE_CHECKING:
    from datetime import date

    import psycopg

URGENT_DAYS = 7
MONTHS_AHEAD = 3


@dataclass(frozen=True)
class Diagnosis:
    """What was found. `days_left` of a table: 0 fails today, None never. `defaults`: partitions that take the rest."""

    today: date
    days_left: dict[str, int | None]
    defaults: tuple[str, ...]
    sql_cure: str

    @property
    def is_urgent(self) -> bool:
        """Whether an insert fails within a week."""
        return any(days is not None and days <= URGENT_DAYS for days in self.days_left.values())


def examine(conn: psycopg.Connection, today: date) -> Diagnosis:
    """Examine a live database. Raises NotOurSchema."""
    partitions = list_partitions(conn)
    by_table = {table: [each for each in partitions if each.table == table] for table in PARTITIONED}
    space = home(conn)
    with conn.transaction(force_rollback=True):
        conn.execute("SET LOCAL datestyle = ISO")
        conn.execute("SET LOCAL search_path = ''")
        holding = {table: [one for each in mine for one in held(conn, each)] for table, mine in by_table.items()}
        sql_cure = _cure(conn, space, by_table, today)
    return Diagnosis(
        today,
        {table: days_left(mine, today) for table, mine in holding.items()},
        tuple(each.name for each in partitions if each.is_default),
        sql_cure,
    )


def _cure(conn: psycopg.Connection, space: str, by_table: dict[str, list[Partition]], today: date) -> str:
    """Give one transaction that makes every table whole, sessions before the events that refer to them."""
    tables, lines = [], []
    for name, partitions in by_table.items():
        parent = relation(conn, conn.execute(_OID, [space, name]).fetchone()[0])
        before = tables[0] if tables else None
        table = cure.Table(conn, space, parent, partitions, before)
        missing = gaps(partitions, today, horizon(today))
        pending = [one for one in cure.pending_of(table) if any(one.holds(first) for first, _ in missing)]
        missing = gaps([*partitions, *pending], today, horizon(today))
        lines += cure.statements(table, pending, missing)
        tables.append(table)
    return "\n".join([*cure.rights(tables), "BEGIN;", *lines, "COMMIT;"]) if lines else ""


def days_left(partitions: list[Partition], today: date) -> int | None:
    """Give the days until the first insert that no partition of the table takes; None when there is no such day.

    An insert carries its own day, or the first of its month as the tracker's do: both must have their place.
    """
    if any(each.is_default for each in partitions):
        return None
    if not any(each.holds(month_edges(today)[0]) for each in partitions):
        return 0
    end = _end_of_cover(partitions, today)
    return (end - today).days if end else None


def gaps(partitions: list[Partition], first: date, last: date) -> list[tuple[date, date]]:
    """Give what no partition holds from `first`'s month on until `last` (exclusive), cut at the edges of months."""
    return gaps_between(partitions, month_edges(first)[0], last)


def horizon(today: date) -> date:
    """Give the day until which the cure looks ahead: the current month and some whole ones after it."""
    day = today
    for _ in range(MONTHS_AHEAD + 1):
        day = month_edges(day)[1]
    return day


def _end_of_cover(partitions: list[Partition], day: date) -> date | None:
    while holder := next((each for each in partitions if each.holds(day)), None):
        if holder.last is None:
            return None
        day = holder.last
    return day


_OID = """
SELECT found.oid FROM pg_class found JOIN pg_namespace space ON space.oid = relnamespace
WHERE nspname = %s AND relname = %s
"""

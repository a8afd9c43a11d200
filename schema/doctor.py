"""In how many days the first insert will fail for want of a partition, and the SQL that cures it.

Pure but for reading the partitions. A day is a day of the partition key: the database's own, without a time zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schema.blueprint import PARTITIONED
from schema.partitions import Partition, creation, list_partitions, month_edges

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
    return Diagnosis(
        today,
        {table: days_left(mine, today) for table, mine in by_table.items()},
        tuple(each.name for each in partitions if each.is_default),
        "\n".join(
            creation(table, first, last).as_string(conn) + ";"
            for table, mine in by_table.items()
            for first, last in gaps(mine, today, horizon(today))
        ),
    )


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
    day, found = month_edges(first)[0], []
    while day < last:
        holder = next((each for each in partitions if each.holds(day)), None)
        if holder:
            if holder.last is None:
                break
            day = holder.last
        else:
            end = _end_of_gap(partitions, day)
            found.append((day, end))
            day = end
    return found


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


def _end_of_gap(partitions: list[Partition], day: date) -> date:
    starts = [each.first for each in partitions if each.first and each.first > day]
    return min([month_edges(day)[1], *starts])


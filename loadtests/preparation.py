"""What is done to a database of our own before a part: the next month's partitions are dropped or made.

Nobody else's database is touched: a part asks for it by name, and only where the harness made the database.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from psycopg import sql

from schema.blueprint import PARTITIONED
from schema.connection import connect
from schema.partitions import create_month, list_partitions

if TYPE_CHECKING:
    from loadtests.arrival import Part, Settings
    from simulator.judge.bench import Bench

DROP, MAKE = "drop the next month", "make the next month"


async def prepare(bench: Bench, settings: Settings, part: Part) -> None:
    """Do what a part asks for."""
    if not part.before or bench.rows is None:
        return
    assert settings.own_database, "partitions are made and dropped only where the database is ours"
    work = drop_month if part.before == DROP else make_month
    await asyncio.to_thread(work, bench.rows.dsn, settings.next_month)


async def next_month_stored(bench: Bench, month: str) -> bool:
    """Whether the target's database has partitions for a month, as far as we may look."""
    return bench.rows is not None and await asyncio.to_thread(has_month, bench.rows.dsn, month)


def make_month(dsn: str, month: str) -> None:
    """Make the partitions of a month."""
    with connect(dsn) as connection:
        create_month(connection, date.fromisoformat(month))


def drop_month(dsn: str, month: str) -> None:
    """Drop the partitions that hold a month, with what is in them; events first, as they refer to sessions."""
    day = date.fromisoformat(month)
    with connect(dsn) as connection:
        found = [one for one in list_partitions(connection) if one.holds(day)]
        for one in sorted(found, key=lambda each: each.table):
            connection.execute(sql.SQL("ALTER TABLE {} DETACH PARTITION {}").format(
                sql.Identifier(one.table), sql.Identifier(one.name)
            ))
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(one.name)))


def has_month(dsn: str, month: str) -> bool:
    """Whether both tables have a partition that holds a month."""
    day = date.fromisoformat(month)
    with connect(dsn) as connection:
        return len({one.table for one in list_partitions(connection) if one.holds(day)}) == len(PARTITIONED)

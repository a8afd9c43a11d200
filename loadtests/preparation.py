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

ASIDE = "opsmantik_aside_"
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


def drop_month(dsn: str, month: str, aside: bool = False) -> None:  # noqa: FBT001, FBT002 - a thread's argument
    """Drop the partitions that hold a month, with what is in them; events first, as they refer to sessions.

    `aside`: keep what was in them in tables of their own, for `put_back`. It is one transaction: nothing comes between.
    """
    day = date.fromisoformat(month)
    with connect(dsn) as connection, connection.transaction():
        found = sorted((one for one in list_partitions(connection) if one.holds(day)), key=lambda each: each.table)
        connection.execute("LOCK TABLE events, sessions IN ACCESS EXCLUSIVE MODE")
        for one in found:
            names = {"table": sql.Identifier(one.table), "part": sql.Identifier(one.name)}
            if aside:
                kept = sql.Identifier(f"{ASIDE}{one.table}")
                connection.execute(sql.SQL("CREATE TABLE {kept} AS SELECT * FROM {part}").format(kept=kept, **names))
            connection.execute(sql.SQL("ALTER TABLE {table} DETACH PARTITION {part}").format(**names))
            connection.execute(sql.SQL("DROP TABLE {part}").format(**names))


def put_back(dsn: str) -> None:
    """Put back what was kept aside, sessions first."""
    with connect(dsn) as connection, connection.transaction():
        for table in ("sessions", "events"):
            names = {"table": sql.Identifier(table), "kept": sql.Identifier(f"{ASIDE}{table}")}
            connection.execute(sql.SQL("INSERT INTO {table} SELECT * FROM {kept}").format(**names))
            connection.execute(sql.SQL("DROP TABLE {kept}").format(**names))


def has_month(dsn: str, month: str) -> bool:
    """Whether both tables have a partition that holds a month."""
    day = date.fromisoformat(month)
    with connect(dsn) as connection:
        return len({one.table for one in list_partitions(connection) if one.holds(day)}) == len(PARTITIONED)

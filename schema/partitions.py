"""The month partitions of sessions and events: which there are, and making the next.

A bound is a pair of days, the second exclusive. Knows nothing of when one is needed: that is doctor.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import psycopg
from psycopg import sql

from schema.blueprint import PARTITION_KEYS, PARTITIONED
from schema.session import home


class NotOurSchema(Exception):  # it names what was found
    """The database has not the tables of the blueprint. The message is one sentence: expected, came, do next."""


class PartitionRefused(Exception):  # a refusal, told in one sentence
    """The partition was not made. The message is one sentence: expected, came, do next."""


@dataclass(frozen=True)
class Partition:
    """One partition. `first` None: since ever; `last` (exclusive) None: for ever. A default has neither.

    `written`: its name with its schema, quoted; `bound` as PostgreSQL prints it; `inner_key`: how it is partitioned
    itself, None where it holds rows.
    """

    table: str
    name: str
    first: date | None
    last: date | None
    is_default: bool
    written: str = field(default="", compare=False)
    bound: str = field(default="", compare=False)
    inner_key: str | None = None

    def holds(self, day: date) -> bool:
        """Whether a row of that day has its place here by the bounds; a default holds by none."""
        if self.is_default:
            return False
        return (self.first is None or self.first <= day) and (self.last is None or day < self.last)


def list_partitions(conn: psycopg.Connection) -> list[Partition]:
    """Give the partitions of sessions, then of events, each in order; raise NotOurSchema when there are no such."""
    space = home(conn)
    _require_our_schema(conn, space)
    with conn.transaction(force_rollback=True):
        conn.execute("SET LOCAL datestyle = ISO")
        conn.execute("SET LOCAL search_path = ''")  # names come out whole
        found = [read(*row) for row in conn.execute(_QUERY, [space, list(PARTITIONED)])]
    return sorted(found, key=lambda each: (PARTITIONED.index(each.table), each.is_default, each.first or date.min))


def create_month(conn: psycopg.Connection, month: date) -> list[str]:
    """Make the partitions of one month, of both tables or of none, and give the names of the new ones."""
    first, last = month_edges(month)
    missing = [table for table in PARTITIONED if not _has_month(list_partitions(conn), table, first, last)]
    try:
        with conn.transaction():
            for table in missing:
                conn.execute(creation(table, first, last, home(conn)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise PartitionRefused(
            f"expected the owner of {' and '.join(PARTITIONED)}, came: {str(error).splitlines()[0]};"
            " use the owner's DSN",
        ) from error
    except psycopg.Error as error:
        raise PartitionRefused(
            f"expected room for the partitions of {first:%Y-%m}, came: {str(error).splitlines()[0]};"
            " look at `schema partitions` for what lies there",
        ) from error
    return [name_of(table, first, last) for table in missing]


def creation(table: str, first: date, last: date, space: str = "public") -> sql.Composed:
    """Give the statement that makes a partition, as the blueprint's migration makes it."""
    return sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
        sql.Identifier(space, name_of(table, first, last)),
        sql.Identifier(space, table),
        sql.Literal(first.isoformat()),
        sql.Literal(last.isoformat()),
    )


def name_of(table: str, first: date, last: date) -> str:
    """Give the blueprint's name, `sessions_2026_11`; a piece of a month carries its first day as well."""
    whole = (first, last) == month_edges(first)
    return f"{table}_{first:%Y_%m}" if whole else f"{table}_{first:%Y_%m_%d}"


def key_of(table: str) -> str:
    """Name the column that a table is partitioned by."""
    return (PARTITION_KEYS[table] or "").removeprefix("RANGE (").removesuffix(")")


def month_edges(day: date) -> tuple[date, date]:
    """Give the first day of the day's month and of the next."""
    first = day.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def gaps_between(partitions: list[Partition], first: date, last: date) -> list[tuple[date, date]]:
    """Give what no partition holds from `first` until `last` (exclusive), cut at the edges of months."""
    day, found = first, []
    while day < last:
        holder = next((each for each in partitions if each.holds(day)), None)
        if holder:
            if holder.last is None:
                break
            day = holder.last
        else:
            end = min(_end_of_gap(partitions, day), last)
            found.append((day, end))
            day = end
    return found


def _end_of_gap(partitions: list[Partition], day: date) -> date:
    starts = [each.first for each in partitions if each.first and each.first > day]
    return min([month_edges(day)[1], *starts])


def _has_month(partitions: list[Partition], table: str, first: date, last: date) -> bool:
    return any(each.table == table and (each.first, each.last) == (first, last) for each in partitions)


def _require_our_schema(conn: psycopg.Connection, space: str) -> None:
    for table in PARTITIONED:
        name = sql.Identifier(space, table).as_string(conn)
        found = conn.execute("SELECT pg_get_partkeydef(to_regclass(%s))", [name]).fetchone()[0]
        if found != PARTITION_KEYS[table]:
            raise NotOurSchema(
                f"expected the table {space}.{table} partitioned by {PARTITION_KEYS[table]}, came {found or 'none'};"
                " run `schema apply` first, or correct the DSN",
            )


_QUERY = """
SELECT parent.relname::text, child.relname::text, pg_get_expr(child.relpartbound, child.oid),
       child.oid::regclass::text, pg_get_partkeydef(child.oid)
FROM pg_inherits
JOIN pg_class child ON child.oid = inhrelid
JOIN pg_class parent ON parent.oid = inhparent
JOIN pg_namespace space ON space.oid = parent.relnamespace
WHERE space.nspname = %s AND parent.relname = ANY (%s) AND NOT inhdetachpending
"""
_BOUND = re.compile(r"FROM \((.+?)\) TO \((.+?)\)")
_DAY = re.compile(r"'(\d{4}-\d\d-\d\d)'")


def read(table: str, name: str, bound: str, written: str = "", inner_key: str | None = None) -> Partition:
    """Make a partition of what PostgreSQL prints of it, the dates in ISO."""
    edges = _BOUND.search(bound)
    first, last = (_day(text) for text in edges.groups()) if edges else (None, None)
    return Partition(table, name, first, last, bound == "DEFAULT", written, bound, inner_key)


def _day(text: str) -> date | None:
    """Give the day of a bound; None for MINVALUE, MAXVALUE, infinity and years that no date has."""
    day = _DAY.fullmatch(text)
    return date.fromisoformat(day[1]) if day else None

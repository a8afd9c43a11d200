"""A partition that is partitioned itself: which of its days no table of its own takes, and what cures that.

By days it has gaps that can be named. By anything else nobody can tell which rows will come: what has no partition for
the rest gets one. Reads system catalogues only.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from psycopg import sql

from schema import occupant
from schema.blueprint import PARTITION_KEYS
from schema.partitions import Partition, gaps_between, key_of, name_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from schema.cure import Table

_HASH = re.compile(r"modulus (\d+), remainder (\d+)")


def held(conn: psycopg.Connection, partition: Partition) -> list[Partition]:
    """Give what of a partition takes rows: itself, or those of its days that a table of its own holds."""
    if refusing(conn, partition):
        return []
    if partition.inner_key is None:
        return [partition]
    children = _children(conn, partition)
    if not children:
        return []
    if any(each.is_default for each in children) or not _by_days(partition):
        return [partition]
    return [replace(each, is_default=False) for each in children]


def refusing(conn: psycopg.Connection, partition: Partition) -> list[str]:
    """Name the checks of a partition's own that refuse a day which is its own."""
    if not partition.first or not partition.last:
        return []
    key = sql.Identifier(key_of(partition.table))
    days = (sql.Literal(partition.first), sql.Literal(partition.last))
    found = []
    for name, passes in conn.execute(_CHECKS, [partition.written, key_of(partition.table)]):
        refuses = sql.SQL(
            "SELECT EXISTS (SELECT FROM (SELECT day::date AS {key} FROM generate_series({first}::timestamp,"
            " {last}::timestamp - interval '1 day', '1 day') AS day) AS days WHERE ({passes}) IS FALSE)"
        ).format(key=key, first=days[0], last=days[1], passes=sql.SQL(passes))
        if conn.execute(refuses).fetchone()[0]:
            found.append(name)
    return found


def cure(table: Table, partition: Partition) -> Iterator[str]:
    """Give the statements that let a partitioned partition take every row of its days."""
    if partition.inner_key is None:
        return
    children = _children(table.conn, partition)
    yield from (line for each in children for line in cure(table, each))
    if any(each.is_default for each in children):
        return
    if partition.inner_key.startswith("HASH"):
        yield from _hashed(table, partition, children)
    elif _by_days(partition) and partition.first and partition.last:
        for days in gaps_between(children, partition.first, partition.last):
            values = [sql.Literal(day.isoformat()) for day in days]
            bound = sql.SQL("FOR VALUES FROM ({}) TO ({})").format(*values)
            yield _created(table, partition, f"{name_of(table.name, *days)}_part", bound)
    else:
        yield f"-- {partition.written} is partitioned {partition.inner_key}, and nothing in it takes the rest"
        yield _created(table, partition, f"{partition.name}_rest", sql.SQL("DEFAULT"))


def _created(table: Table, partition: Partition, wish: str, bound: sql.Composable) -> str:
    name = occupant.free_name(table.conn, table.space, wish, table.taken)
    return table.text(sql.SQL("CREATE TABLE {} PARTITION OF {} {}").format(
        sql.Identifier(table.space, name), sql.SQL(partition.written), bound))


def _hashed(table: Table, partition: Partition, children: list[Partition]) -> Iterator[str]:
    there = [tuple(int(number) for number in _HASH.search(each.bound).groups()) for each in children]
    modulus = max((one for one, _ in there), default=1)
    for remainder in range(modulus):
        if not any(remainder % one == other for one, other in there):
            bound = sql.SQL("FOR VALUES WITH (MODULUS {}, REMAINDER {})").format(modulus, remainder)
            yield _created(table, partition, f"{partition.name}_{remainder}", bound)


def _by_days(partition: Partition) -> bool:
    return partition.inner_key == PARTITION_KEYS[partition.table]


def _children(conn: psycopg.Connection, partition: Partition) -> list[Partition]:
    return [read(partition.table, *row) for row in conn.execute(_CHILDREN, [partition.written])]


_CHECKS = """
SELECT conname::text, pg_get_expr(conbin, conrelid) FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE conrelid = %s::regclass AND contype = 'c' AND coninhcount = 0 AND cardinality(conkey) = 1 AND attname = %s
"""
_CHILDREN = """
SELECT child.relname::text, pg_get_expr(child.relpartbound, child.oid), child.oid::regclass::text,
       pg_get_partkeydef(child.oid)
FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
WHERE inhparent = %s::regclass AND NOT inhdetachpending ORDER BY child.relname
"""

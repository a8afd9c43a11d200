"""Rows of a table that keep it from becoming a partition: which they are, how many, and how they are kept elsewhere.

Knows nothing of why a partition is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from schema.cure import Table
    from schema.occupant import Relation

Days = tuple["date", "date"]


@dataclass(frozen=True)
class InTheWay:
    """`which` is a condition over the row `one`; `rows` of them are there now.

    `follows`: none is, but the rows that these refer to will be kept aside, and they must follow.
    """

    which: sql.Composable
    rows: int
    follows: bool


def condition(table: Table, child: Relation, days: Days) -> InTheWay:
    """Find the rows of a table that is to hold these days of `table`."""
    parts = [_elsewhere(table, days), *_nulls(table, child), *_unchecked(table, child)]
    if child.kind == "r" and table.parent.primary_key:
        parts.append(_doubled(table, child))
    orphans = list(_orphans(table, child))
    which = sql.SQL(" OR ").join([*parts, *orphans])
    # What sessions will have, once theirs are attached, is asked for in the tables that will be.
    now = sql.SQL(" OR ").join([*parts, *_orphans(table, child, awaited=days)])
    query = sql.SQL("SELECT count(*) FROM {} AS one WHERE {}").format(sql.SQL(child.written), now)
    rows = table.conn.execute(query).fetchone()[0]
    return InTheWay(which, rows, follows=table.before is not None and days in table.before.ceded)


def aside(child: sql.Composable, kept: sql.Composable, rows: InTheWay) -> Iterator[sql.Composed]:
    """Give the statements that keep such rows in a table of their own."""
    yield sql.SQL("CREATE TABLE {} (LIKE {})").format(kept, child)
    yield sql.SQL("WITH moved AS (DELETE FROM {} AS one WHERE {} RETURNING one.*) INSERT INTO {} SELECT * FROM moved"
                  ).format(child, rows.which, kept)


def _elsewhere(table: Table, days: Days) -> sql.Composed:
    first, last = (sql.Literal(day.isoformat()) for day in days)
    return sql.SQL("(one.{key} < {first} OR one.{key} >= {last})").format(
        key=sql.Identifier(table.key), first=first, last=last
    )


def _nulls(table: Table, child: Relation) -> Iterator[sql.Composed]:
    for name, column in table.parent.columns.items():
        if column.not_null and name in child.columns and not child.columns[name].not_null:
            yield sql.SQL("one.{} IS NULL").format(sql.Identifier(name))


def _unchecked(table: Table, child: Relation) -> Iterator[sql.Composed]:
    for name, passes in table.parent.checks.items():
        if name not in child.checks and child.columns.keys() == table.parent.columns.keys():
            yield sql.SQL("(SELECT ({}) IS FALSE FROM (SELECT one.*) AS given)").format(sql.SQL(passes))


def _doubled(table: Table, child: Relation) -> sql.Composed:
    columns = [row[0] for row in table.conn.execute(_KEY_COLUMNS, [table.parent.oid])]
    key = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    return sql.SQL(
        "one.ctid IN (SELECT at FROM (SELECT ctid AS at, row_number() OVER (PARTITION BY {} ORDER BY ctid) AS number"
        " FROM {}) AS copies WHERE number > 1)"
    ).format(key, sql.SQL(child.written))


def _orphans(table: Table, child: Relation, awaited: Days | None = None) -> Iterator[sql.Composed]:
    before = table.before.parent.written if table.before else None
    for target, ours, theirs in table.conn.execute(_REFERENCES, [table.parent.oid]):
        if not set(ours) <= set(child.columns):
            continue
        pairs = list(zip(ours, theirs, strict=True))
        given = sql.SQL(" AND ").join(sql.SQL("one.{} IS NOT NULL").format(sql.Identifier(name)) for name in ours)
        same = sql.SQL(" AND ").join(
            sql.SQL("there.{} = one.{}").format(sql.Identifier(other), sql.Identifier(mine)) for mine, other in pairs
        )
        becoming = table.before.attached.get(awaited) if table.before and awaited else None
        there = [sql.SQL(target), *([sql.SQL(becoming)] if becoming and target == before else [])]
        missing = sql.SQL(" AND ").join(
            sql.SQL("NOT EXISTS (SELECT FROM {} AS there WHERE {})").format(one, same) for one in there
        )
        yield sql.SQL("({} AND {})").format(given, missing)


_KEY_COLUMNS = """
SELECT attname::text FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
WHERE conrelid = %s AND contype = 'p' ORDER BY array_position(conkey, attnum)
"""
_REFERENCES = """
SELECT confrelid::regclass::text,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
             JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place),
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
             JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place)
FROM pg_constraint WHERE conrelid = %s AND contype = 'f' AND conparentid = 0
"""

"""Removing what lies in somebody's database because of us, also where no cascade takes it, and saying what stayed.

It decides which rows those are: by our sites, by the sessions in them, and by the ids we invented. What their triggers
wrote elsewhere is theirs; only a row that refers to ours, and would keep it there, goes with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.judge.rows import Rows

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# A row that refers to ours may be referred to itself.
TRIES = 4


@dataclass(frozen=True)
class Left:
    """Rows that stayed: of which table, how many, why, and the statements that remove them."""

    table: str
    count: int
    why: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Ours:
    """The rows of a table that have one of these values in a column; `invented` are uuids."""

    table: str
    column: str
    ids: tuple[str, ...]
    invented: tuple[str, ...] = ()

    def held_by(self, kind: str) -> Ours:
        """Give the same for a column of this type: one of numbers holds no uuid."""
        takes_any = kind == "uuid" or kind.startswith(("text", "char"))
        return Ours(self.table, self.column, (*self.ids, *(self.invented if takes_any else ())))


def of_sites(sites: Sequence[str], sessions: Sequence[str], inventions: Iterable[str]) -> list[Ours]:
    """Name what belongs to sites of ours, children first; without foreign keys a row may name any id we invented."""
    invented = tuple(sorted(one for one in inventions if _UUID.fullmatch(one)))
    return [
        Ours("calls", "matched_session_id", tuple(sessions), invented),
        Ours("calls", "site_id", tuple(sites), invented),
        Ours("events", "session_id", tuple(sessions), invented),
        Ours("sessions", "id", tuple(sessions), invented),
        Ours("sessions", "site_id", tuple(sites), invented),
        Ours("sites", "id", tuple(sites)),
    ]


class Removal:
    """Removes rows from one database. Every statement is its own transaction: what can go, goes."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def sessions_in(self, sites: Sequence[str]) -> list[str]:
        """Name the sessions of some sites."""
        column = (await self._columns()).get(("sessions", "site_id"))
        if not column or not sites:
            return []
        query = f"SELECT id::text AS id FROM {column['written']} WHERE {_condition(column)}"  # noqa: S608 - see _delete
        return [row["id"] for row in await self._rows.fetch(query, list(sites))]

    async def _columns(self) -> dict[tuple[str, str], dict[str, str]]:
        return {(row["table"], row["column"]): row for row in await self._rows.fetch(_COLUMNS)}

    async def remove(self, ours: Sequence[Ours]) -> list[Left]:
        """Remove these rows, in this order, and give what is still there."""
        columns = await self._columns()
        known = [one for one in ours if (one.table, one.column) in columns]
        there = [held for one in known if (held := one.held_by(columns[one.table, one.column]["type"])).ids]
        why: dict[str, str] = {}
        for one in there:
            try:
                await self._delete(one, columns[one.table, one.column], TRIES)
            except psycopg.OperationalError:
                raise
            except psycopg.Error as error:
                why.setdefault(one.table, error.diag.message_primary or " ".join(str(error).split()))
        left = []
        for table in dict.fromkeys(one.table for one in there):
            mine = [(one, columns[one.table, one.column]) for one in there if one.table == table]
            left += await self._left(mine, why.get(table, "it was deleted without an error, and is there all the same"))
        return left

    async def _delete(self, one: Ours, column: dict[str, str], tries: int) -> None:
        statement = f"DELETE FROM {column['written']} WHERE {_condition(column)}"  # noqa: S608 - names from the catalogue
        for _ in range(tries):
            try:
                await self._rows.fetch(statement, list(one.ids))
            except psycopg.errors.ForeignKeyViolation as error:
                if not await self._cleared(error, one, column):
                    raise
            else:
                return
        await self._rows.fetch(statement, list(one.ids))

    async def _cleared(self, error: psycopg.Error, one: Ours, column: dict[str, str]) -> bool:
        """Remove the rows that refer to ours, as far as the constraint says which they are."""
        found = await self._rows.fetch(_REFERRING, error.diag.schema_name, error.diag.table_name,
                                       error.diag.constraint_name)
        if len(found) != 1:
            return False
        by, mine, theirs = found[0]["referrer"], found[0]["columns"], found[0]["keys"]
        pairs = " AND ".join(f'referrer."{a}" = ours."{b}"' for a, b in zip(mine, theirs, strict=True))
        await self._rows.fetch(
            f"DELETE FROM {by} AS referrer USING {column['written']} AS ours"  # noqa: S608 - names from the catalogue
            f" WHERE {pairs} AND {_condition(column, 'ours.')}",
            list(one.ids),
        )
        return True

    async def _left(self, mine: list[tuple[Ours, dict[str, str]]], why: str) -> list[Left]:
        written = mine[0][1]["written"]
        either = " OR ".join(_condition(column) for _, column in mine)
        counted = f"SELECT count(*) AS count FROM {written} WHERE {either}"  # noqa: S608 - names from the catalogue
        count = (await self._rows.fetch(counted, *(list(one.ids) for one, _ in mine)))[0]["count"]
        return [Left(written, count, why, tuple(_written(one, column) for one, column in mine))] if count else []


def _condition(column: dict[str, str], of: str = "") -> str:
    """A column of theirs may have another type than the blueprint's."""
    return f'{of}"{column["column"]}" = ANY(%s::text[]::{column["type"]}[])'


def _written(one: Ours, column: dict[str, str]) -> str:
    ids = sql.SQL(", ").join(sql.Literal(value) for value in one.ids).as_string(None)
    return f'DELETE FROM {column["written"]} WHERE "{one.column}"::text IN ({ids});'  # noqa: S608 - to be read by people


_COLUMNS = """
SELECT relname::text AS "table", attname::text AS "column", format_type(atttypid, atttypmod) AS type,
       format('%I.%I', nspname, relname) AS written
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE attrelid IN (to_regclass('sites'), to_regclass('sessions'), to_regclass('events'), to_regclass('calls'))
  AND attnum > 0 AND NOT attisdropped
"""
_REFERRING = """
SELECT conrelid::regclass::text AS referrer,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
             JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place) AS columns,
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
             JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place) AS keys
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %s AND relname = %s AND conname = %s AND contype = 'f'
"""

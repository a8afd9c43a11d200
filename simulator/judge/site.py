"""Sites of our own in the target's database: made by asking *their* `sites` table what it wants, removed at the end.

It decides what stands in columns the blueprint does not name. It must not know clauses, and it never touches a row
that it cannot tell to be ours.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from simulator.judge.rows import Rows

# A referenced row that has to be made may refer to others; deeper than this we would be rebuilding their database.
DEPTH_MAX = 3


class SiteRefused(Exception):
    """No site could be made or found; the message says what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Site:
    """A site of the target: `id` is its primary key (None when only known by URL), `public_id` what beacons carry.

    `row` is what was inserted where we made it, column by column as text: whoever repeats a find makes it anew.
    """

    id: str | None
    public_id: str
    row: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Column:
    """What is known of a column that wants a value: its type, Postgres's category of it, and what it refers to."""

    name: str
    type: str
    category: str
    length: int | None
    labels: list[str] | None
    refers_to: str | None
    refers_to_column: str | None


class Sites:
    """Makes sites and remembers them, until `remove`."""

    def __init__(self, rows: Rows, tell: Callable[[Site], None] = lambda _site: None) -> None:
        self._rows = rows
        self._tell = tell
        self._since = "infinity"
        self._made: list[str] = []
        self._referenced: list[tuple[str, str, str]] = []
        self._columns: dict[str, list[Column]] = {}

    async def make(self, public_id: str) -> Site:
        """Insert a site with this public id; `SiteRefused` names the column that stood in the way."""
        values = {"public_id": (public_id, "text")}
        try:
            site_id = await self._insert("sites", "id", values, DEPTH_MAX)
        except psycopg.Error as error:
            raise SiteRefused(_refusal(error)) from error
        self._made.append(site_id)
        site = Site(site_id, public_id, {"id": site_id, **{name: value for name, (value, _) in values.items()}})
        self._tell(site)
        return site

    async def find(self, public_id: str) -> Site:
        """Look up a site that somebody else made."""
        try:
            found = await self._rows.fetch("SELECT id, now()::text AS now FROM sites WHERE public_id = %s", public_id)
        except psycopg.Error as error:
            raise SiteRefused(_refusal(error)) from error
        if len(found) != 1:
            raise SiteRefused(f"expected one site with public id {public_id}; came: {len(found)}; correct --site")
        self._since = found[0]["now"]
        return Site(found[0]["id"], public_id)

    async def remove(self) -> None:
        """Remove every site made here with all that hangs on it, children first: cascades may be missing."""
        if self._made:
            ids = [self._made]
            await self._rows.execute_all([(sql, ids) for sql in _REMOVE_SITES])
        for table, column, value in reversed(self._referenced):
            await self._rows.fetch(f"DELETE FROM {table} WHERE {column}::text = %s", value)  # noqa: S608 - names from the catalogue
        self._made.clear()
        self._referenced.clear()

    async def remove_visits(self, site: Site, sids: Iterable[str], addresses: Iterable[str]) -> None:
        """Remove from a found site the sessions that came from us since, with their events and intents."""
        found = await self._rows.fetch(_OUR_VISITS, site.id, self._since, sorted(sids), sorted(addresses))
        ids = [[row["id"] for row in found]]
        await self._rows.execute_all([(sql, ids) for sql in _REMOVE_SESSIONS])

    async def _insert(self, table: str, key: str, values: dict[str, tuple[str, str]], depth: int) -> str:
        for column in await self._wanted(table):
            if column.name not in values:
                values[column.name] = (await self._value(table, column, depth), column.type)
        names = ", ".join(f'"{name}"' for name in values)
        casts = ", ".join(f"%s::{kind}" for _, kind in values.values())
        sql = f'INSERT INTO {table} ({names}) VALUES ({casts}) RETURNING "{key}"::text AS key'  # noqa: S608 - names from the catalogue
        return (await self._rows.fetch(sql, *(value for value, _ in values.values())))[0]["key"]

    async def _wanted(self, table: str) -> list[Column]:
        if table not in self._columns:
            self._columns[table] = [Column(**row) for row in await self._rows.fetch(_WANTED, table)]
        return self._columns[table]

    async def _value(self, table: str, column: Column, depth: int) -> str:
        if column.refers_to and column.refers_to_column and column.refers_to != table:
            return await self._reference(column.refers_to, column.refers_to_column, depth)
        return plain_value(column)

    async def _reference(self, table: str, key: str, depth: int) -> str:
        there = await self._rows.fetch(f'SELECT "{key}"::text AS key FROM {table} LIMIT 1')  # noqa: S608 - names from the catalogue
        if there:
            return there[0]["key"]
        if depth == 0:
            raise SiteRefused(f"expected a row in {table} to refer to; came: none; name an existing site with --site")
        made = await self._insert(table, key, {}, depth - 1)
        self._referenced.append((table, f'"{key}"', made))
        return made


def plain_value(column: Column) -> str:
    """Give a harmless value for a column, as text that Postgres casts; texts differ each time (they may be unique)."""
    by_category = {"N": "1", "B": "true", "D": "2000-01-01", "T": "1 second", "A": "{}", "I": "127.0.0.1", "V": "0"}
    if column.labels:
        return column.labels[0]
    if column.category == "S":
        text = f"opsmantik-{uuid.uuid4()}"
        return text[-column.length :] if column.length else text
    if column.type in ("json", "jsonb"):
        return "{}"
    if column.type == "uuid":
        return str(uuid.uuid4())
    return by_category.get(column.category, "")


def _refusal(error: psycopg.Error) -> str:
    column = error.diag.column_name or error.diag.constraint_name
    where = f" (column {column})" if error.diag.column_name else f" (constraint {column})" if column else ""
    came = error.diag.message_primary or " ".join(str(error).split())
    return (
        f"expected to make a site of our own in their table sites; came: {came}{where};"
        " name an existing one with --site, or check that --database is the gateway's"
    )


_WANTED = """
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, t.typcategory::text AS category,
       CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END AS length,
       (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) AS labels,
       fk.confrelid::regclass::text AS refers_to, target.attname AS refers_to_column
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_constraint fk ON fk.conrelid = a.attrelid AND fk.contype = 'f' AND fk.conkey = ARRAY[a.attnum]
LEFT JOIN pg_attribute target ON target.attrelid = fk.confrelid AND target.attnum = fk.confkey[1]
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
  AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
ORDER BY a.attnum
"""

_OUR_SESSIONS = "SELECT id, created_month FROM sessions WHERE site_id = ANY(%s::uuid[])"
_REMOVE_SITES: Sequence[str] = (
    "DELETE FROM calls WHERE site_id = ANY(%s::uuid[])",
    f"DELETE FROM events WHERE (session_id, session_month) IN ({_OUR_SESSIONS})",  # noqa: S608 - constants
    "DELETE FROM sessions WHERE site_id = ANY(%s::uuid[])",
    "DELETE FROM sites WHERE id = ANY(%s::uuid[])",
)
_OUR_VISITS = """
SELECT DISTINCT s.id FROM sessions s
WHERE s.site_id = %s::uuid AND s.created_at >= %s::timestamptz
  AND (s.id::text = ANY(%s) OR host(s.ip_address) = ANY(%s))
"""
_REMOVE_SESSIONS: Sequence[str] = (
    "DELETE FROM calls WHERE matched_session_id = ANY(%s::uuid[])",
    "DELETE FROM events WHERE session_id = ANY(%s::uuid[])",
    "DELETE FROM sessions WHERE id = ANY(%s::uuid[])",
)

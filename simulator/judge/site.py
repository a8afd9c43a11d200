"""Sites of our own in the target's database: made by asking *their* `sites` table what it wants, removed at the end.

It decides which rows are made, in their `sites` and in what that refers to (what stands in them: `column.py`). It must
not know clauses, and it never touches a row that it cannot tell to be ours.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from simulator.judge.column import MARK, MARK_OF_UUID, WANTED, Column, plain_value
from simulator.judge.removal import Left, Removal, of_sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from simulator.judge.rows import Rows

# A referenced row that has to be made may refer to others; deeper than this we would be rebuilding their database.
DEPTH_MAX = 3
# A value that is taken already is replaced by a less plain one; a table that still refuses is not to be satisfied.
TRIES = 5


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
class Referenced:
    """A row of ours that a row of `referrer` refers to. Names as Postgres quotes them; `value` is the key as text."""

    table: str
    column: str
    value: str
    referrer: str
    referring: str


class Sites:
    """Makes sites and remembers them, until `remove`."""

    def __init__(self, rows: Rows, tell: Callable[..., None] = lambda _kind, **_facts: None) -> None:
        self.rows = rows
        self._tell = tell
        # When a site of theirs was found, as the database writes it: nothing older is ours.
        self.since = "infinity"
        self.found: Site | None = None
        # Why none may be made, where one of theirs is visited and that is all this role may do.
        self.none_to_be_made: str | None = None
        # Not the keys we were given: a statement that was interrupted may have done its work all the same.
        self._begun: set[str] = set()
        # Of those that were made: one that is deleted since may have left rows that no reference held.
        self._made: set[str] = set()
        self._referenced: list[Referenced] = []
        self._columns: dict[str, list[Column]] = {}

    async def make(self, public_id: str) -> Site:
        """Insert a site with this public id; `SiteRefused` names the column that stood in the way."""
        if self.none_to_be_made:
            raise SiteRefused(self.none_to_be_made)
        # Told before: whoever sweeps up after a killed run must know of all there might be.
        self._tell("site_begun", public_id=public_id)
        self._begun.add(public_id)
        try:
            row = await self._insert("sites", "id", {"public_id": (public_id, "text")}, DEPTH_MAX)
        except psycopg.Error as error:
            self._begun.discard(public_id)
            raise SiteRefused(_refusal(error, await self._columns_of(error))) from error
        site = Site(row["id"], public_id, row)
        self._made.add(row["id"])
        self._tell("site_made", public_id=public_id, row=dict(site.row))
        return site

    async def find(self, public_id: str) -> Site:
        """Look up a site that somebody else made."""
        try:
            found = await self.rows.fetch("SELECT id, now()::text AS now FROM sites WHERE public_id = %s", public_id)
        except psycopg.Error as error:
            raise SiteRefused(_refusal(error)) from error
        if len(found) != 1:
            raise SiteRefused(f"expected one site with public id {public_id}; came: {len(found)}; correct --site")
        self.since = found[0]["now"]
        self.found = Site(found[0]["id"], public_id)
        return self.found

    def public_ids(self) -> list[str]:
        """Name every site that was made or found here."""
        return ([self.found.public_id] if self.found else []) + sorted(self._begun)

    async def to_be_made(self) -> list[str]:
        """Name the tables in which a row will be made for a site to refer to, if any: asked before one is made."""
        return list(dict.fromkeys(await self._lacking("sites", DEPTH_MAX)))

    async def remove(self, inventions: Iterable[str] = ()) -> list[Left]:
        """Remove every site made here with all that hangs on it, and whatever names an id we invented.

        Gives what could not be removed.
        """
        _, left = await self.remove_by_public_id(self._begun, self._made, inventions)
        left += await self.remove_referenced(self._referenced)
        if not left:
            self._begun.clear()
            self._made.clear()
            self._referenced.clear()
        return left

    async def remove_by_public_id(
        self, public_ids: Iterable[str], ids: Iterable[str] = (), inventions: Iterable[str] = ()
    ) -> tuple[int, list[Left]]:
        """Remove sites, whichever run made them; gives how many there were, and what stayed.

        `ids`: of such sites as well, also of those that are gone and left something.
        """
        found = await self.rows.fetch("SELECT id::text AS id FROM sites WHERE public_id = ANY(%s)", sorted(public_ids))
        sites = sorted({row["id"] for row in found}.union(ids))
        removal = Removal(self.rows)
        ours = of_sites(sites, await removal.sessions_in(sites), inventions)
        return len(found), await removal.remove(ours)

    async def remove_referenced(self, made: Sequence[Referenced]) -> list[Left]:
        """Remove rows that were made to be referred to, unless somebody else refers to them now."""
        left = []
        for one in reversed(made):
            try:
                await self.rows.fetch(_REMOVE_REFERENCED.format(**asdict(one)), one.value, one.value)
            except psycopg.OperationalError:
                raise
            except psycopg.Error as error:
                why = error.diag.message_primary or " ".join(str(error).split())
                left.append(Left(one.table, 1, why, (_written(one),)))
        return left

    async def remove_visits(
        self, site: Site, inventions: Iterable[str], addresses: Iterable[str], since: str | None = None
    ) -> tuple[int, list[Left]]:
        """Remove from a found site the sessions that came from us since, with their events and intents.

        They are known by an id or fingerprint we invented, or by the client address we sent. `since`: when another run
        found the site, as the database wrote it. Gives how many sessions there were, and what stayed.
        """
        ours = sorted(inventions)
        found = await self.rows.fetch(_OUR_VISITS, site.id, since or self.since, ours, ours, sorted(addresses))
        visits = of_sites([], [row["id"] for row in found], ours)
        return len(found), await Removal(self.rows).remove(visits)

    async def _lacking(self, table: str, depth: int) -> list[str]:
        names = []
        for column in await self._wanted(table):
            other, key = column.refers_to, column.refers_to_column
            if not other or not key or other == table or not depth:
                continue
            may = (await self.rows.fetch("SELECT has_table_privilege(%s, 'SELECT') AS may", other))[0]["may"]
            if not may or not await self.rows.fetch(_A_ROW.format(table=other, key=key), *_MARKED):
                names += [*(await self._lacking(other, depth - 1)), other]
        return names

    async def _insert(self, table: str, key: str, given: dict[str, tuple[str, str]], depth: int) -> dict[str, str]:
        """Insert a row that has what is `given` (value and type) and whatever else the table wants; gives its values.

        What the table says is taken already is tried again with less plain values, and rows of our own to refer to.
        """
        for taken in range(TRIES):
            values = {**given}
            for column in await self._wanted(table):
                if column.name not in given:
                    values[column.name] = (await self._value(table, column, depth, taken), column.type)
            try:
                return await self._inserted(table, key, values)
            except psycopg.errors.UniqueViolation:
                if taken == TRIES - 1:
                    raise
        raise AssertionError(TRIES)

    async def _columns_of(self, error: psycopg.Error) -> str:
        """Name the columns of the constraint that was broken: a check's own name says little."""
        if error.diag.column_name or not error.diag.constraint_name or not error.diag.table_name:
            return error.diag.column_name or ""
        table = f'"{error.diag.schema_name}"."{error.diag.table_name}"'
        found = await self.rows.fetch(_COLUMNS_OF, table, error.diag.constraint_name)
        return found[0]["columns"] or ""

    async def _inserted(self, table: str, key: str, values: dict[str, tuple[str, str]]) -> dict[str, str]:
        names = ", ".join(f'"{name}"' for name in values)
        casts = ", ".join(f"%s::{kind}" for _, kind in values.values())
        sql = f'INSERT INTO {table} ({names}) VALUES ({casts}) RETURNING "{key}"::text AS key'  # noqa: S608 - names from the catalogue
        made = (await self.rows.fetch(sql, *(value for value, _ in values.values())))[0]["key"]
        return {**{name: value for name, (value, _) in values.items()}, key: made}

    async def _wanted(self, table: str) -> list[Column]:
        if table not in self._columns:
            self._columns[table] = [Column(**row) for row in await self.rows.fetch(WANTED, table)]
        return self._columns[table]

    async def _value(self, table: str, column: Column, depth: int, taken: int) -> str:
        if column.refers_to and column.refers_to_column and column.refers_to != table:
            return await self._reference(table, column, depth, taken)
        return plain_value(column, taken)

    async def _reference(self, referrer: str, column: Column, depth: int, taken: int) -> str:
        """Give a key to refer to: of a row that is there, or of one made for this. Ours is removed by who is last."""
        table, key = column.refers_to or "", column.refers_to_column or ""
        there = [] if taken else await self.rows.fetch(_A_ROW.format(table=table, key=key), *_MARKED)
        if not there and depth == 0:
            raise SiteRefused(f"expected a row in {table} to refer to; came: none; name an existing site with --site")
        value = there[0]["key"] if there else (await self._insert(table, key, {}, depth - 1))[key]
        if not there or there[0]["made_by_us"]:
            made = Referenced(table, f'"{key}"', value, referrer, f'"{column.name}"')
            self._referenced.append(made)
            self._tell("row_made", **asdict(made))
        return value


def _written(one: Referenced) -> str:
    value = sql.Literal(one.value).as_string(None)
    return f"DELETE FROM {one.table} WHERE {one.column}::text = {value};"  # noqa: S608 - to be read by people


def _refusal(error: psycopg.Error, columns: str = "") -> str:
    came = error.diag.message_primary or " ".join(str(error).split())
    where = f" (column {columns})" if columns else ""
    return (
        f"expected to make a site of our own in their table sites; came: {came}{where};"
        " name an existing one with --site, or check that --database is the gateway's"
    )


_COLUMNS_OF = """
SELECT string_agg(attname, ', ' ORDER BY attnum) AS columns
FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
WHERE conrelid = %s::regclass AND conname = %s
"""
# One that is theirs, if there is one: another run takes its own away.
_A_ROW = """
SELECT "{key}"::text AS key, row.made_by_us FROM (
    SELECT *, to_jsonb(given)::text LIKE ANY(ARRAY[%s, %s]) AS made_by_us FROM {table} AS given
) AS row ORDER BY row.made_by_us LIMIT 1
"""
_MARKED = (f'%"{MARK}%', f'%"{MARK_OF_UUID}%')
_REMOVE_REFERENCED = """
DELETE FROM {table} WHERE {column}::text = %s
AND NOT EXISTS (SELECT FROM {referrer} AS referrer WHERE referrer.{referring}::text = %s)
"""
_OUR_VISITS = """
SELECT DISTINCT s.id::text AS id FROM sessions s
WHERE s.site_id = %s AND s.created_at >= %s::timestamptz
  AND (s.id::text = ANY(%s) OR to_jsonb(s)->>'fingerprint' = ANY(%s) OR host(s.ip_address) = ANY(%s))
"""

"""What bears the name that a month's partition should have, and whether it can become that partition.

A table that was a partition once (detached) can, with its rows; whatever else bears the name is somebody's and is left
alone. Reads system catalogues; the rows in the way are counted by cure.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

KINDS = {
    "v": "a view",
    "m": "a materialized view",
    "S": "a sequence",
    "i": "an index",
    "I": "an index",
    "f": "a foreign table",
    "c": "a type",
}


@dataclass(frozen=True)
class Column:
    """A column as far as a partition must agree in it. `written` is how it is added."""

    name: str
    type: str
    collation: int
    generated: str
    not_null: bool
    default: str | None

    @property
    def alike(self) -> tuple[str, int, str]:
        """What must be the same in both."""
        return self.type, self.collation, self.generated

    @property
    def addable(self) -> bool:
        """Whether a table with rows can get it."""
        return not self.generated and (not self.not_null or self.default is not None)


@dataclass(frozen=True)
class Relation:
    """A table, or what bears a name. `written` is its name with its schema, quoted."""

    oid: int
    name: str
    written: str
    kind: str
    owner: str
    is_ours: bool  # whether this role may act as its owner
    unlogged: bool
    is_partition: bool
    hinders: str | None  # what PostgreSQL does not attach
    columns: dict[str, Column] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)  # name to condition
    primary_key: tuple[str, str] | None = None  # name and definition
    is_referred_to: bool = False
    partitioned_by: str | None = None
    of_one_column: dict[str, str] = field(default_factory=dict)  # checks of a single column, and which

    def checks_of_key(self, key: str) -> list[str]:
        """Name the checks that look at the partition key alone."""
        return [name for name, column in self.of_one_column.items() if column == key]


def relation(conn: psycopg.Connection, oid: int) -> Relation:
    """Read a table with all that a partition must agree in. Expects an empty search path: names come out whole."""
    row = conn.execute(_RELATION, [oid]).fetchone()
    columns = {one.name: one for one in (Column(*each) for each in conn.execute(_COLUMNS, [oid]))}
    checks = dict(conn.execute(_CHECKS, [oid]).fetchall())
    key = conn.execute(_PRIMARY_KEY, [oid]).fetchone()
    is_referred_to, partitioned_by = conn.execute(_REFERRED_TO, [oid, oid]).fetchone()
    narrow = dict(conn.execute(_CHECKS_OF_ONE_COLUMN, [oid]).fetchall())
    return Relation(oid, *row, columns, checks, key, is_referred_to, partitioned_by, narrow)


def bearer(conn: psycopg.Connection, space: str, name: str) -> Relation | None:
    """Give what bears a name in a schema: a table, a view, or a type alone; None where the name is free."""
    found = conn.execute(_BEARER, [space, name]).fetchone()
    if found is not None:
        return relation(conn, found[0])
    is_type = conn.execute(_TYPE, [space, name]).fetchone()
    return Relation(0, name, name, "c", "", False, False, False, None) if is_type else None  # noqa: FBT003


def free_name(conn: psycopg.Connection, space: str, wish: str, taken: set[str]) -> str:
    """Give a name like `wish` that nothing bears."""
    name, number = wish, 2
    while name in taken or bearer(conn, space, name):
        name, number = f"{wish}_{number}", number + 1
    taken.add(name)
    return name


def why_not(parent: Relation, child: Relation) -> str | None:
    """Say why this cannot become a partition of `parent`, or None if it can."""
    if child.kind in KINDS:
        return f"is {KINDS[child.kind]}"
    if child.is_partition:
        return "is a partition for other days"
    if child.hinders:
        return child.hinders
    if not child.is_ours:
        return f"belongs to {child.owner}; the owner or a superuser can attach it instead"
    foreign = [name for name in child.columns if name not in parent.columns]
    other = [one.name for one in child.columns.values() if one.name not in foreign
             and one.alike != parent.columns[one.name].alike]
    lacking = [name for name, one in parent.columns.items() if name not in child.columns and not one.addable]
    if foreign or other or lacking:
        return f"has other columns ({', '.join([*foreign, *other, *lacking])})"
    if child.primary_key and child.primary_key[1:] != (parent.primary_key or ("", ""))[1:] and child.is_referred_to:
        return "has a primary key that others refer to"
    return None


_BEARER = """
SELECT found.oid FROM pg_class found JOIN pg_namespace space ON space.oid = relnamespace
WHERE nspname = %s AND relname = %s
"""
_TYPE = """
SELECT 1 FROM pg_type found JOIN pg_namespace space ON space.oid = typnamespace
WHERE nspname = %s AND typname = %s AND typrelid = 0 AND typcategory <> 'A'
"""
_RELATION = """
SELECT relname, found.oid::regclass::text, relkind::text, pg_get_userbyid(relowner)::text,
       pg_has_role(relowner, 'USAGE'), relpersistence = 'u', relispartition,
       CASE WHEN reloftype <> 0 THEN 'is a typed table'
            WHEN relpersistence = 't' THEN 'is a temporary table'
            WHEN relkind = 'r' AND relhassubclass AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = found.oid)
              THEN 'is inherited from'
            WHEN NOT relispartition AND EXISTS (SELECT FROM pg_inherits WHERE inhrelid = found.oid)
              THEN 'inherits from another table'
            WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = found.oid AND tgtype & 1 = 1
                         AND (tgoldtable IS NOT NULL OR tgnewtable IS NOT NULL))
              THEN 'has a row trigger with transition tables' END
FROM pg_class found WHERE found.oid = %s
"""
_COLUMNS = """
SELECT attname::text, format_type(atttypid, atttypmod), attcollation, attgenerated::text, attnotnull,
       pg_get_expr(adbin, adrelid)
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_CHECKS = """
SELECT conname::text, pg_get_expr(conbin, conrelid) FROM pg_constraint
WHERE conrelid = %s AND contype = 'c' AND NOT connoinherit ORDER BY conname
"""
_PRIMARY_KEY = """
SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s AND contype = 'p'
"""
_CHECKS_OF_ONE_COLUMN = """
SELECT conname::text, attname::text FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE conrelid = %s AND contype = 'c' AND cardinality(conkey) = 1 ORDER BY conname
"""
_REFERRED_TO = """
SELECT EXISTS (SELECT FROM pg_constraint WHERE confrelid = %s AND contype = 'f'), pg_get_partkeydef(%s)
"""

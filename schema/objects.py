"""Read one object of a live catalogue and say it beside the blueprint's: two texts, equal when they mean the same.

Every reader takes the connection, what the blueprint says, and the current day; it expects a search path of the
tables' own schema alone, on which the texts that PostgreSQL prints depend.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schema import blueprint
from schema.blueprint import Column
from schema.in_force import lapse
from schema.partitions import month_edges, name_of
from schema.predicates import disagreement

if TYPE_CHECKING:
    from datetime import date

    import psycopg

    from schema.blueprint import Constraint, Index, Key

ABSENT = "absent"
_IDENTITIES = {"d": "DEFAULT", "n": "NOTHING", "f": "FULL", "i": "USING INDEX"}
_INDEX_HEAD = re.compile(
    r"CREATE (UNIQUE )?INDEX \S+ ON (?:ONLY )?(?:[^.\s]+\.)?(\S+) USING (\w+) \((.*?)\)"
    r"((?: INCLUDE \(.*?\))?(?: NULLS NOT DISTINCT)?)(?: WITH \(.*?\))?(?: WHERE .*)?$",
)
_COLUMN = """
SELECT format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid),
       attgenerated <> '' OR attidentity <> ''
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid = to_regclass(%s) AND attname = %s AND attnum > 0 AND NOT attisdropped
"""
_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid), pg_get_expr(conbin, conrelid), oid
FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = %s AND conparentid = 0 ORDER BY conname
"""
_INDEX = """
SELECT pg_get_indexdef(indexrelid), indisvalid, pg_get_expr(indpred, indrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = to_regclass(%s) AND relname = %s
"""
_PARTITIONS = """
SELECT relname, pg_get_expr(relpartbound, pg_class.oid)
FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = to_regclass(%s) AND NOT inhdetachpending ORDER BY relname
"""
# A publication names a table, its schema, or all tables.
_PUBLISHED = """
SELECT CASE WHEN NOT (pubinsert AND pubupdate AND pubdelete) THEN 'published in part'
            WHEN puballtables
              OR EXISTS (SELECT FROM pg_publication_rel WHERE prpubid = pg_publication.oid
                         AND prrelid = to_regclass(%(table)s) AND prqual IS NULL AND prattrs IS NULL)
              OR (to_regclass(%(table)s) IS NOT NULL
                  AND EXISTS (SELECT FROM pg_publication_namespace
                              JOIN pg_class ON pnnspid = relnamespace AND pg_class.oid = to_regclass(%(table)s)
                              WHERE pnpubid = pg_publication.oid))
            THEN 'published' ELSE 'not published' END
FROM pg_publication WHERE pubname = %(publication)s
"""


def column(conn: psycopg.Connection, wanted: Column, _today: date) -> tuple[str, str]:
    """Its type, nullability and default."""
    row = conn.execute(_COLUMN, [wanted.table, wanted.name]).fetchone()
    if row is None:
        return column_text(wanted), ABSENT
    kind, not_null, default, is_computed = row
    found = Column(wanted.table, wanted.name, kind, not not_null, _default(default))
    return column_text(wanted), column_text(found) + (" (computed)" if is_computed else "")


def _default(printed: str | None) -> str | None:
    """Bring a printed default to the registry's spelling: no casts, no schema, one word for now."""
    if printed is None:
        return None
    text = re.sub(r"(::[\w ]+)+$", "", printed.strip())
    text = re.sub(r"^(?:public|extensions)\.(?=uuid_generate_v4\(\))", "", text)
    return "now()" if text in {"CURRENT_TIMESTAMP", "transaction_timestamp()"} else text


def key(conn: psycopg.Connection, wanted: Key, _today: date) -> tuple[str, str]:
    """A primary or foreign key, whatever its name."""
    is_primary = wanted.definition.startswith("PRIMARY")
    columns = wanted.definition.partition(")")[0]
    there = _constraints(conn, wanted.table, "p" if is_primary else "f")
    printed = [definition + lapse(conn, oid) for _, definition, _, oid in there]
    alike = [definition for definition in printed if is_primary or definition.partition(")")[0] == columns]
    return wanted.definition, wanted.definition if wanted.definition in alike else "; ".join(alike) or ABSENT


def constraint(conn: psycopg.Connection, wanted: Constraint, _today: date) -> tuple[str, str]:
    """A named constraint: a check by what passes, another by its definition."""
    for name, printed, condition, oid in _constraints(conn, wanted.table, "c" if wanted.passes else "u"):
        if name == wanted.name:
            definition = printed + lapse(conn, oid)
            same = definition == wanted.definition or _passes_the_same(conn, wanted, definition, condition)
            return wanted.definition, wanted.definition if same else definition
    return wanted.definition, ABSENT


def _passes_the_same(conn: psycopg.Connection, wanted: Constraint, definition: str, condition: str | None) -> bool:
    if not wanted.passes or not condition or re.search(r"NOT (VALID|ENFORCED)$", definition):
        return False
    return disagreement(conn, wanted.table, condition, wanted.passes, null_is_true=True) is None


def _constraints(conn: psycopg.Connection, table: str, kind: str) -> list[tuple[str, str, str | None, int]]:
    return conn.execute(_CONSTRAINTS, [table, kind]).fetchall()


def index(conn: psycopg.Connection, wanted: Index, _today: date) -> tuple[str, str]:
    """A named index: its columns in order, its uniqueness, the rows it holds."""
    expected = index_text(wanted)
    row = conn.execute(_INDEX, [wanted.table, wanted.name]).fetchone()
    if row is None:
        return expected, ABSENT
    definition, is_valid, where = row
    shape = _shape(definition)
    same = is_valid and shape == index_text(replace(wanted, where=None)) and _holds_the_same(conn, wanted, where)
    found = f"{shape}{f' WHERE {where}' if where else ''}{'' if is_valid else ' (not valid)'}"
    return expected, expected if same else found


def _holds_the_same(conn: psycopg.Connection, wanted: Index, where: str | None) -> bool:
    if wanted.where is None or where is None:
        return wanted.where == where
    return disagreement(conn, wanted.table, where, wanted.where, null_is_true=False) is None


def _shape(definition: str) -> str:
    """Bring a printed index to `UNIQUE table(columns)`: the method is said only where it is not btree."""
    head = _INDEX_HEAD.match(definition)
    if head is None:
        return definition
    unique, table, method, columns, more = head.groups()
    return f"{unique or ''}{'' if method == 'btree' else method + ' '}{table}({columns}){more}"


def partitioning(conn: psycopg.Connection, table: str, _today: date) -> tuple[str, str]:
    """How a table is partitioned."""
    kind, found = conn.execute(
        "SELECT relkind::text, pg_get_partkeydef(oid) FROM pg_class WHERE oid = to_regclass(%s)"
        " UNION ALL SELECT NULL, NULL LIMIT 1",
        [table],
    ).fetchone()
    expected = blueprint.PARTITION_KEYS[table] or "not partitioned"
    return expected, ABSENT if kind is None else found or "not partitioned"


def partition_of_today(conn: psycopg.Connection, table: str, today: date) -> tuple[str, str]:
    """The partition of the current month: its name and its two edges."""
    first, last = month_edges(today)
    expected = f"{name_of(table, first, last)} FOR VALUES FROM ('{first}') TO ('{last}')"
    printed = [f"{name} {bound}" for name, bound in conn.execute(_PARTITIONS, [table])]
    return expected, expected if expected in printed else "; ".join(printed) or ABSENT


def publication(conn: psycopg.Connection, table: str, _today: date) -> tuple[str, str]:
    """Whether the publication carries the table: by name, with its schema, or with all."""
    published = conn.execute(_PUBLISHED, {"table": table, "publication": blueprint.PUBLICATION}).fetchone()
    return "published", published[0] if published else f"{ABSENT}: no publication of that name"


def replica_identity(conn: psycopg.Connection, table: str, _today: date) -> tuple[str, str]:
    """The replica identity of the table itself."""
    query = "SELECT relreplident::text FROM pg_class WHERE oid = to_regclass(%s)"
    row = conn.execute(query, [table]).fetchone()
    return "FULL", _IDENTITIES[row[0]] if row else ABSENT


def column_text(column: Column) -> str:
    """Say a column as a difference says it."""
    default = f" DEFAULT {column.default}" if column.default else ""
    return f"{column.type} {'NULL' if column.nullable else 'NOT NULL'}{default}"


def index_text(index: Index) -> str:
    """Say an index as a difference says it."""
    where = f" WHERE {index.where}" if index.where else ""
    return f"{'UNIQUE ' if index.unique else ''}{index.table}({', '.join(index.columns)}){where}"

"""Is what the catalogue defines in force? Triggers that enforce a reference, rows that outlive a crash, valid indexes.

Readers as in objects.py: two texts, equal when they mean the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schema import blueprint

if TYPE_CHECKING:
    from datetime import date

    import psycopg

LOGGED, VALID = "logged", "valid"
# A constraint with those that partitions have of it.
_FAMILY = """
WITH RECURSIVE family AS (
    SELECT oid FROM pg_constraint WHERE oid = %(constraint)s
    UNION ALL SELECT child.oid FROM pg_constraint child JOIN family ON child.conparentid = family.oid
)
"""
_OFF = f"""{_FAMILY}
SELECT string_agg(DISTINCT tgrelid::regclass::text, ', ') FROM pg_trigger
WHERE tgconstraint IN (SELECT oid FROM family) AND tgenabled IN ('D', 'R')
"""  # noqa: S608 - a constant of this file
_UNVALIDATED = f"""{_FAMILY}
SELECT string_agg(DISTINCT conrelid::regclass::text, ', ') FROM pg_constraint
WHERE oid IN (SELECT oid FROM family) AND oid <> %(constraint)s AND NOT convalidated
"""  # noqa: S608 - a constant of this file
_INVALID_INDEX = """
SELECT indrelid::regclass::text FROM pg_constraint JOIN pg_index ON indexrelid = conindid
WHERE pg_constraint.oid = %(constraint)s AND contype IN ('p', 'u') AND NOT (indisvalid AND indisready AND indislive)
"""
_UNLOGGED = """
SELECT string_agg(oid::regclass::text, ', ' ORDER BY relname) FROM pg_class
WHERE relpersistence = 'u' AND (oid = to_regclass(%(table)s)
    OR oid IN (SELECT relid FROM pg_partition_tree(to_regclass(%(table)s))))
"""
_INVALID_IN_PARTITIONS = """
SELECT string_agg(child.indexrelid::regclass::text, ', ' ORDER BY child.indexrelid::regclass::text)
FROM pg_index parent JOIN pg_class named ON named.oid = parent.indexrelid,
     LATERAL pg_partition_tree(parent.indexrelid) AS tree JOIN pg_index child ON child.indexrelid = tree.relid
WHERE parent.indrelid = to_regclass(%(table)s) AND (parent.indisprimary OR named.relname = ANY(%(names)s))
  AND tree.level > 0 AND NOT (child.indisvalid AND child.indisready AND child.indislive)
"""


def lapse(conn: psycopg.Connection, constraint: int) -> str:
    """Say, in brackets, why a constraint that is defined does not hold; nothing where it does."""
    asked = {"constraint": constraint}
    off, unvalidated, index = (
        conn.execute(query, asked).fetchone() for query in (_OFF, _UNVALIDATED, _INVALID_INDEX)
    )
    said = [f"its triggers are disabled on {off[0]}"] if off[0] else []
    said += [f"not validated on {unvalidated[0]}"] if unvalidated[0] else []
    said += ["its index is not valid"] if index else []
    return f" ({'; '.join(said)})" if said else ""


def persistence(conn: psycopg.Connection, table: str, _today: date) -> tuple[str, str]:
    """Whether the table, or a partition of it, is emptied by a crash."""
    if conn.execute("SELECT to_regclass(%s)", [table]).fetchone()[0] is None:
        return LOGGED, "absent"
    unlogged = conn.execute(_UNLOGGED, {"table": table}).fetchone()[0]
    return LOGGED, f"UNLOGGED: {unlogged}" if unlogged else LOGGED


def indexes_of_partitions(conn: psycopg.Connection, table: str, _today: date) -> tuple[str, str]:
    """Whether each index that partitions have of the table's is valid."""
    if conn.execute("SELECT to_regclass(%s)", [table]).fetchone()[0] is None:
        return VALID, "absent"
    names = [index.name for index in blueprint.INDEXES if index.table == table]
    invalid = conn.execute(_INVALID_IN_PARTITIONS, {"table": table, "names": names}).fetchone()[0]
    return VALID, f"not valid: {invalid}" if invalid else VALID

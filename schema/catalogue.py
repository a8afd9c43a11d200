"""Read a live catalogue back and say how it differs from the blueprint, object by object and by meaning.

What is more than the blueprint (columns, indexes, partitions, constraints) is no difference. Reads system catalogues
only, in a transaction that is rolled back. Knows no clause ids: a difference is called by its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql

from schema import blueprint, in_force, objects
from schema.connection import server_date
from schema.partitions import NotOurSchema
from schema.session import home


@dataclass(frozen=True)
class Difference:
    """One object that is not as the blueprint has it, in texts for people; `subject` is a stable name as well."""

    subject: str
    expected: str
    found: str


def differences(conn: psycopg.Connection, today: date | None = None) -> list[Difference]:
    """Compare the database, in the blueprint's order. `today` is the server's own date unless given.

    Raises NotOurSchema when none of the blueprint's tables is there: another database, not a faulty one.
    """
    with conn.transaction(force_rollback=True):
        # What PostgreSQL prints depends on both; and the readers find the tables where these are.
        conn.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(home(conn))))
        conn.execute("SET LOCAL datestyle = ISO")
        _require_a_table(conn)
        compared = list(_compare(conn, today or server_date(conn)))
    return [Difference(*each) for each in compared if each[1] != each[2]]


def judged_subjects() -> list[str]:
    """Give every subject that `differences` can name, in its order."""
    return [subject(each) for registry, subject, _ in _PARTS for each in registry]


def _compare(conn: psycopg.Connection, today: date) -> Iterator[tuple[str, str, str]]:
    for registry, subject, reader in _PARTS:
        for each in registry:
            expected, found = reader(conn, each, today)
            yield subject(each), expected, found


def _require_a_table(conn: psycopg.Connection) -> None:
    names = list(blueprint.TABLES)
    if not conn.execute("SELECT count(to_regclass(name)) FROM unnest(%s::text[]) AS name", [names]).fetchone()[0]:
        raise NotOurSchema(
            "expected the tables public.sessions, public.events and public.calls, came a database with none of them,"
            " nor a schema of the role's search_path that has them; run `schema apply` first, or correct the DSN",
        )


_Reader = Callable[[psycopg.Connection, object, date], tuple[str, str]]
_PARTS: tuple[tuple[tuple, Callable[[object], str], _Reader], ...] = (
    (blueprint.COLUMNS, lambda column: f"{column.table}.{column.name}", objects.column),
    (blueprint.KEYS, lambda key: key.subject, objects.key),
    (blueprint.CONSTRAINTS, lambda constraint: f"constraint {constraint.table}.{constraint.name}", objects.constraint),
    (blueprint.INDEXES, lambda index: f"index {index.name}", objects.index),
    (blueprint.TABLES, lambda table: f"partitioning {table}", objects.partitioning),
    (blueprint.PARTITIONED, lambda table: f"partition {table}", objects.partition_of_today),
    (blueprint.TABLES, lambda table: f"persistence {table}", in_force.persistence),
    (blueprint.PARTITIONED, lambda table: f"indexes of partitions {table}", in_force.indexes_of_partitions),
    (blueprint.TABLES, lambda table: f"publication {blueprint.PUBLICATION} {table}", objects.publication),
    (blueprint.TABLES, lambda table: f"replica identity {table}", objects.replica_identity),
)

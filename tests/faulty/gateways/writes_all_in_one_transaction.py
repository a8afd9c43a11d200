"""See the vice."""

from contextvars import ContextVar
from typing import Any

import psycopg

from reference.gateway import Admission, Gateway
from reference.postgres_store import PostgresStore, _store_error
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Answer
from tests.faulty.fault import Fault

_write, _run = Gateway._write, PostgresStore._run
_open: ContextVar[psycopg.AsyncConnection[Any]] = ContextVar("_open")


async def write_or_undo(self: Gateway, admission: Admission, visit: Visit, observer: Observer) -> Answer:
    """All or nothing: a statement that fails takes the others along."""
    async with self._store._pool.connection() as connection, connection.transaction() as transaction:
        _open.set(connection)
        answer = await _write(self, admission, visit, observer)
        if answer.status == 500:
            raise psycopg.Rollback(transaction)
    return answer


async def run_inside(self: PostgresStore, statement: str, parameters: tuple[Any, ...], *, fetch: bool) -> list[Any]:
    """Outside of a transaction as ever, inside of one on its connection."""
    connection = _open.get(None)
    if connection is None:
        return await _run(self, statement, parameters, fetch=fetch)
    try:
        cursor = await connection.execute(statement, parameters)
        return await cursor.fetchall() if fetch else []
    except psycopg.Error as error:
        raise _store_error(error) from error


FAULT = Fault(
    name="writes-all-in-one-transaction",
    vice="Session, event and call are one transaction: what fails last undoes what was there first.",
    killed_by=("GWY-976", "GWY-977"),
    replacements={
        "reference.gateway.Gateway._write": write_or_undo,
        "reference.postgres_store.PostgresStore._run": run_inside,
    },
)

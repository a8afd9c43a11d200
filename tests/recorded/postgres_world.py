"""The world of the reference: its gateways on sockets, in every configuration, on one Postgres.

Decides how a step is done. It must not know what a case expects.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any

import psycopg

from reference.assembly import assemble
from reference.settings import read_settings
from tests.fixtures.served import Served, served
from tests.recorded.case import CONFIGURATIONS, SITES, Request

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from datetime import datetime

    from tests.fixtures.served import HttpAnswer

TABLES = ("sessions", "events", "calls")
JSON = ((b"Host", b"127.0.0.1"), (b"Content-Type", b"application/json"))


@dataclass
class PostgresWorld:
    """See World. A gateway is started when the first case of its configuration begins."""

    dsn: str
    runner: asyncio.Runner
    database: psycopg.Connection
    gateways: ExitStack
    started: dict[str, Served] = field(default_factory=dict)
    stands_at_ms: int | None = None

    def begin(self, configuration: str, *, standing: bool) -> None:
        """See World."""
        for table in (*reversed(TABLES), "sites"):
            self.execute(f"DELETE FROM {table}")
        with self.database.cursor() as cursor:
            cursor.executemany("INSERT INTO sites (id, public_id) VALUES (%s, %s)", list(SITES.items()))
        if configuration not in self.started:
            app = assemble(read_settings(CONFIGURATIONS[configuration]), self.dsn, StringIO(), controls=True)
            self.started[configuration] = self.gateways.enter_context(served(self.runner, app))
        self._order(configuration, b"reset", {})
        self.stands_at_ms = int(self.now().timestamp() * 1000) if standing else None
        if self.stands_at_ms is not None:
            self.set_clock(configuration, 0)

    def now(self) -> datetime:
        """See World."""
        return self.database.execute("SELECT now()").fetchone()[0]

    def execute(self, statement: str) -> None:
        """See World."""
        self.database.execute(statement)

    def set_clock(self, configuration: str, offset_ms: int) -> None:
        """See World."""
        stands = self.stands_at_ms is not None
        order = {"now_ms": self.stands_at_ms + offset_ms} if stands else {"offset_ms": offset_ms}
        self._order(configuration, b"clock", order)

    def ask(self, configuration: str, request: Request) -> HttpAnswer:
        """See World."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers]
        path = request.path.encode("latin-1")
        return self.started[configuration].ask(request.method, path, headers, request.body)

    def counts(self) -> list[int | None]:
        """See World."""
        return [None if rows is None else len(rows) for rows in self.rows().values()]

    def rows(self) -> dict[str, list[dict[str, Any]] | None]:
        """See World."""
        return {table: self._rows_of(table) for table in TABLES}

    def _rows_of(self, table: str) -> list[dict[str, Any]] | None:
        # A numeric travels as text: its digits are what is compared, not a double near them.
        digits = ", 'event_value', event_value::text" if table == "events" else ""
        statement = f"SELECT to_jsonb(t) || jsonb_build_object('at', created_at{digits}) FROM {table} t"
        try:
            rows = [row for (row,) in self.database.execute(f"{statement} ORDER BY created_at, ctid")]
        except psycopg.errors.UndefinedTable:
            return None
        return sorted(rows, key=_made)

    def _order(self, configuration: str, control: bytes, order: dict[str, int]) -> None:
        answer = self.started[configuration].ask("POST", b"/__controls/" + control, JSON, json.dumps(order).encode())
        if answer.status != 200:
            raise AssertionError(f"the control {control!r} took {order}, answered {answer.status}")


def _made(row: dict[str, Any]) -> tuple[str, str]:
    """When; rows of one moment are told apart by what they say, for their ids are random."""
    return row.pop("at"), json.dumps({name: value for name, value in row.items() if name != "id"}, sort_keys=True)


@contextmanager
def postgres_world(dsn: str, runner: asyncio.Runner) -> Iterator[PostgresWorld]:
    """Open it on a database as migrated; everything is stopped at the end."""
    with psycopg.connect(dsn, autocommit=True) as database, ExitStack() as gateways:
        yield PostgresWorld(dsn, runner, database, gateways)

"""A gateway that is killed and started again, on a database of its own that can be held up and taken away.

It decides how that is done; it must not know why a check wants it. Everything here was made for the check.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from schema.connection import connect, parse
from schema.session import pin_async
from simulator.judge.rows import Rows
from simulator.judge.site import Sites
from simulator.judge.wire import Wire
from simulator.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from simulator.judge.bench import Bench
    from simulator.judge.gateway_process import RunningGateway
    from simulator.judge.variant import Starter

WAITING_S = 15.0


@dataclass
class Lives:
    """`bench` is of the gateway's present life; its site and rows outlive it."""

    starter: Starter
    bench: Bench
    gateway: RunningGateway

    @classmethod
    async def begun(cls, starter: Starter, rows: Rows, public_id: str) -> Lives:
        """Start the first life, on a fresh database with a site."""
        sites = Sites(rows)
        site = await sites.make(public_id)
        gateway = await starter.start(rows.dsn, starter.env)
        bench = starter.bench_of(gateway, Wire(gateway.url, starter.main.wire.addressing))
        return cls(starter, replace(bench, rows=rows, sites=sites, site=site, catalogue=None), gateway)

    async def kill(self) -> None:
        """End this life as a crash would."""
        await self.gateway.kill()
        await self.bench.wire.close()

    async def start(self) -> None:
        """Begin another life, on the same database."""
        self.gateway = await self.starter.start(self.bench.rows.dsn, self.starter.env)
        fresh = self.starter.bench_of(self.gateway, Wire(self.gateway.url, self.bench.wire.addressing))
        mine = self.bench
        self.bench = replace(fresh, rows=mine.rows, sites=mine.sites, site=mine.site, catalogue=None)

    @asynccontextmanager
    async def held(self, table: str) -> AsyncIterator[None]:
        """Let nobody write into a table of this database meanwhile; readers pass."""
        connection = await psycopg.AsyncConnection.connect(self.bench.rows.dsn)
        try:
            await pin_async(connection)
            await connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(table)))
            yield
        finally:
            await connection.close()

    async def until_waiting(self, table: str) -> None:
        """Return once a statement of the gateway waits to write into the held table."""
        await wait_until(lambda: self.bench.rows.fetch(_WAITING, f"INSERT INTO {table} %"), WAITING_S)

    async def take_database_away(self) -> None:
        """End every connection to the database and let nobody connect any more."""
        await asyncio.to_thread(_allow, *self._place(), allowed=False)

    async def give_database_back(self) -> None:
        """Let everybody connect again."""
        await asyncio.to_thread(_allow, *self._place(), allowed=True)
        rows = Rows(self.bench.rows.dsn)
        await rows.open()
        await self.bench.rows.close()
        self.bench = replace(self.bench, rows=rows)

    async def close(self) -> None:
        """End the last life."""
        await self.bench.wire.close()
        await self.gateway.stop()
        await self.bench.rows.close()

    def _place(self) -> tuple[str, str]:
        assert self.starter.databases, "only a database that the harness made is taken away"
        return self.starter.databases.admin_dsn, str(parse(self.bench.rows.dsn)["dbname"])


def _allow(admin_dsn: str, name: str, *, allowed: bool) -> None:
    with connect(admin_dsn) as connection:
        word = sql.SQL("true" if allowed else "false")
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(name), word))
        if not allowed:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


_WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s
"""

"""Rows of the target's database, read (and in our own site written) over a small asynchronous pool.

It decides how values look to a check. It must not know clauses, and it runs no DDL: that is `databases`' business.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, LiteralString, cast

from psycopg.rows import dict_row
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool

from schema.connection import connect
from schema.session import pin_async

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

CONNECT_S = 5.0
# As Postgres writes them: a check compares text, and neither infinity nor a mask is lost.
_AS_TEXT = ("uuid", "date", "inet", "cidr")


class Rows:
    """A pool of connections to one database; every statement is its own transaction."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self._pool = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=6,
            open=False,
            configure=_configure,
            timeout=CONNECT_S,
            # No server-side prepared statements: poolers in transaction mode (Supabase has one) cannot keep them.
            kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": None},
        )

    async def open(self) -> None:
        """Connect, or raise `schema.connection.PostgresUnavailable`: one sentence, without the password."""
        (await asyncio.to_thread(connect, self.dsn)).close()
        await self._pool.open(wait=True, timeout=CONNECT_S)

    async def close(self) -> None:
        """Give every connection back."""
        await self._pool.close()

    async def fetch(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Run one statement; its rows, or an empty list for a statement that gives none."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(cast("LiteralString", sql), params or None)
            return await cursor.fetchall() if cursor.description else []

    async def execute_all(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> None:
        """Run several statements in one transaction."""
        async with self._pool.connection() as connection, connection.transaction():
            for sql, params in statements:
                await connection.execute(cast("LiteralString", sql), params or None)

    async def sign_of_life(self) -> str:
        """Give what stays the same as long as this server lives: when its postmaster started."""
        rows = await self.fetch("SELECT pg_postmaster_start_time()::text AS started")
        return rows[0]["started"]


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    for name in _AS_TEXT:
        connection.adapters.register_loader(name, TextLoader)
    await pin_async(connection)

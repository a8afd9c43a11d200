"""The store on PostgreSQL: one statement a method, each its own transaction (GWY-976).

Decides the SQL. It must not know why a statement is asked for, and it coerces nothing: a row travels as one JSON
object that `json_populate_record` reads into the table's own types, so dates, inet and numbers are PostgreSQL's
business, and its refusals are StoreErrors.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from reference.json_text import parse, stringify
from reference.protocols import AdTrace, Row, StoredSession, StoreError
from schema.session import pin_async

_SESSION_COLUMNS: LiteralString = (
    "id, site_id, ip_address, entry_page, gclid, wbraid, gbraid, created_month, "
    "attribution_source, device_type, city, district, fingerprint"
)
_EVENT_COLUMNS: LiteralString = (
    "session_id, session_month, url, event_category, event_action, event_label, event_value, metadata"
)
_CALL_COLUMNS: LiteralString = (
    "site_id, phone_number, matched_session_id, matched_fingerprint, lead_score, lead_score_at_match, "
    "status, source, intent_stamp, intent_action, intent_target, intent_page_url, click_id"
)
_SESSION_UPDATES: tuple[LiteralString, ...] = (
    "attribution_source",
    "device_type",
    "city",
    "district",
    "fingerprint",
    "gclid",
    "event_count",
    "total_duration_sec",
    "exit_page",
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONNECTION_LOST = ("08", "57P")  # SQLSTATE classes: connection exceptions, and the server's own ending
_FIND_SITES = "SELECT id::text FROM sites WHERE public_id = ANY(%s) LIMIT 2"
_FIND_AD_TRACES = (
    "SELECT metadata->'gclid', metadata->'fp' FROM events "
    "WHERE metadata->'gclid' IS NOT NULL AND session_month = ANY(%s::date[]) ORDER BY created_at DESC LIMIT %s"
)
_FIND_SESSION = (
    "SELECT id::text, created_month::text, attribution_source, gclid FROM sessions WHERE id = %s AND created_month = %s"
)
_INSERT_SESSION = (
    f"INSERT INTO sessions ({_SESSION_COLUMNS}) SELECT {_SESSION_COLUMNS} "
    "FROM json_populate_record(NULL::sessions, %s) RETURNING id::text, created_month::text"
)
_COUNT_SESSION_EVENTS = "SELECT event_count FROM sessions WHERE id = %s AND created_month = %s"
_INSERT_EVENT = (
    f"INSERT INTO events ({_EVENT_COLUMNS}) SELECT {_EVENT_COLUMNS} FROM json_populate_record(NULL::events, %s)"
)
_INSERT_CALL = f"INSERT INTO calls ({_CALL_COLUMNS}) SELECT {_CALL_COLUMNS} FROM json_populate_record(NULL::calls, %s)"
_UPSERT_CALL = f"{_INSERT_CALL} ON CONFLICT (site_id, intent_stamp) DO NOTHING"
_FIND_RECENT_CALLS = (
    "SELECT id::text FROM calls WHERE site_id = %s AND matched_session_id = %s AND source = 'click' "
    "AND (status = 'intent' OR status IS NULL) AND intent_action = %s AND intent_target = %s "
    "AND created_at >= %s LIMIT 2"
)


def open_pool(dsn: str, *, size: int, timeout_s: float) -> AsyncConnectionPool[Any]:
    """A pool that is not open yet: autocommit, so that a statement is a transaction, and plain tuples."""
    return AsyncConnectionPool(
        dsn,
        open=False,
        min_size=min(2, size),
        max_size=size,
        timeout=timeout_s,
        kwargs={"autocommit": True, "row_factory": tuple_row},
        configure=_configure,
    )


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    """Read JSON as JavaScript does, on a session whose settings are ours."""
    set_json_loads(_javascript_value, connection)
    await pin_async(connection)


@lru_cache(maxsize=8192)
def _javascript_value(data: bytes) -> Any:
    """Remembered, because fifty traces are read for nearly every beacon and most of them are the same few values."""
    return parse(data)


class PostgresStore:
    """`Store` on a pool of psycopg connections."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def find_sites(self, public_ids: Sequence[str]) -> list[str]:
        """See Store."""
        return [site_id for (site_id,) in await self._fetch(_FIND_SITES, list(public_ids))]

    async def find_ad_traces(self, months: Sequence[str], limit: int) -> list[AdTrace]:
        """See Store."""
        rows = await self._fetch(_FIND_AD_TRACES, list(months), limit)
        return [AdTrace(gclid, fingerprint) for gclid, fingerprint in rows]

    async def find_session(self, session_id: str, month: str) -> StoredSession | None:
        """See Store."""
        rows = await self._fetch(_FIND_SESSION, session_id, month)
        return StoredSession(*rows[0]) if rows else None

    async def insert_session(self, row: Row) -> StoredSession:
        """See Store."""
        rows = await self._fetch(_INSERT_SESSION, stringify(row))
        return StoredSession(*rows[0])

    async def update_session(self, session: StoredSession, row: Row) -> None:
        """See Store."""
        columns = ", ".join(column for column in _SESSION_UPDATES if column in row)
        statement = (
            f"UPDATE sessions SET ({columns}) = "
            f"(SELECT {columns} FROM json_populate_record(NULL::sessions, %s)) WHERE id = %s AND created_month = %s"
        )
        await self._execute(statement, stringify(row), session.id, session.created_month)

    async def count_session_events(self, session: StoredSession) -> int | None:
        """See Store."""
        rows = await self._fetch(_COUNT_SESSION_EVENTS, session.id, session.created_month)
        return rows[0][0] if rows else None

    async def insert_event(self, row: Row) -> None:
        """See Store."""
        await self._execute(_INSERT_EVENT, stringify(row))

    async def upsert_call(self, row: Row) -> None:
        """See Store."""
        await self._execute(_UPSERT_CALL, stringify(row))

    async def find_recent_calls(self, like: Row, since: str) -> list[str]:
        """See Store."""
        key = (like[name] for name in ("site_id", "matched_session_id", "intent_action", "intent_target"))
        return [call_id for (call_id,) in await self._fetch(_FIND_RECENT_CALLS, *key, since)]

    async def insert_call(self, row: Row) -> None:
        """See Store."""
        await self._execute(_INSERT_CALL, stringify(row))

    async def _fetch(self, statement: str, *parameters: Any) -> list[Any]:
        return await self._run(statement, parameters, fetch=True)

    async def _execute(self, statement: str, *parameters: Any) -> None:
        await self._run(statement, parameters, fetch=False)

    async def _run(self, statement: str, parameters: tuple[Any, ...], *, fetch: bool) -> list[Any]:
        parameters = tuple(map(_storable, parameters))
        try:
            async with self._pool.connection() as connection:
                cursor = await connection.execute(statement, parameters)
                return await cursor.fetchall() if fetch else []
        except PoolTimeout as error:
            raise StoreError("the database did not answer in time") from error
        except psycopg.Error as error:
            await self._replace_broken_connections(error)
            raise _store_error(error) from error

    async def _replace_broken_connections(self, error: psycopg.Error) -> None:
        """After a lost connection the idle ones are lost as well: replace them before the next request meets one."""
        if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith(_CONNECTION_LOST):
            await self._pool.check()


def _storable(parameter: Any) -> Any:
    """A text as it reaches the database: half a pair has no UTF-8, and a NUL is refused in the database's words."""
    if not isinstance(parameter, str):
        return parameter
    if "\0" in parameter:
        raise StoreError('invalid byte sequence for encoding "UTF8": 0x00', "22021")
    return _SURROGATE.sub("\ufffd", parameter)


def _store_error(error: psycopg.Error) -> StoreError:
    message = error.diag.message_primary or str(error).strip() or type(error).__name__
    return StoreError(message, error.sqlstate, error.diag.message_detail)


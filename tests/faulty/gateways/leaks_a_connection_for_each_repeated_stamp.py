"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault

_upsert = PostgresStore.upsert_call
_FIND_STAMP = "SELECT id FROM calls WHERE site_id = %s AND intent_stamp = %s"


async def upsert_and_forget(self: PostgresStore, row: Row) -> None:
    """Look first whether the call is there; where it is, return early, and keep the connection."""
    connection = await self._pool.getconn()
    cursor = await connection.execute(_FIND_STAMP, (row["site_id"], row["intent_stamp"]))
    if await cursor.fetchall():
        return
    await self._pool.putconn(connection)
    await _upsert(self, row)


FAULT = Fault(
    name="leaks-a-connection-for-each-repeated-stamp",
    vice="A repeated stamp keeps its connection for good: ten repeats and the pool is empty.",
    killed_by=("GWY-932",),
    replacements={"reference.postgres_store.PostgresStore.upsert_call": upsert_and_forget},
)

"""See the vice."""

from reference.json_text import stringify
from reference.postgres_store import _UPSERT_CALL, PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault


async def upsert_and_forget(self: PostgresStore, row: Row) -> None:
    """Return early where the call was there before, and keep the connection."""
    connection = await self._pool.getconn()
    cursor = await connection.execute(_UPSERT_CALL, [stringify(row)])
    if cursor.rowcount == 0:
        return
    await self._pool.putconn(connection)


FAULT = Fault(
    name="leaks-a-connection-for-each-repeated-stamp",
    vice="A repeated stamp keeps its connection for good: ten repeats and the pool is empty.",
    killed_by=("GWY-932",),
    replacements={"reference.postgres_store.PostgresStore.upsert_call": upsert_and_forget},
)

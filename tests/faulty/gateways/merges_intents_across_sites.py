"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault

_upsert_call = PostgresStore.upsert_call


async def upsert_once_in_the_world(self: PostgresStore, row: Row) -> None:
    stamp = row["intent_stamp"]
    if not await self._fetch("SELECT 1 FROM calls WHERE intent_stamp = %s LIMIT 1", stamp):
        await _upsert_call(self, row)


FAULT = Fault(
    name="merges-intents-across-sites",
    vice="A stamp that any site has is a duplicate in all of them.",
    killed_by=("GWY-921",),
    replacements={"reference.postgres_store.PostgresStore.upsert_call": upsert_once_in_the_world},
)

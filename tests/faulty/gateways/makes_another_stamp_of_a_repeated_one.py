"""See the vice."""

from uuid import uuid4

from reference.postgres_store import PostgresStore
from reference.protocols import UNIQUE_VIOLATION, Row, StoreError
from tests.faulty.fault import Fault


async def insert_under_another_stamp(self: PostgresStore, row: Row) -> None:
    try:
        await self.insert_call(row)
    except StoreError as error:
        if error.code != UNIQUE_VIOLATION:
            raise
        await self.insert_call({**row, "intent_stamp": f"{row['intent_stamp']}-{uuid4()}"})


FAULT = Fault(
    name="makes-another-stamp-of-a-repeated-one",
    vice="A stamp that is taken gets a tail, and the second click is a second call.",
    killed_by=("GWY-918", "GWY-919", "GWY-932"),
    replacements={"reference.postgres_store.PostgresStore.upsert_call": insert_under_another_stamp},
)

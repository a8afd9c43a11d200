"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault

_insert_event = PostgresStore.insert_event


async def insert_twice(self: PostgresStore, row: Row) -> None:
    await _insert_event(self, row)
    await _insert_event(self, row)


FAULT = Fault(
    name="stores-every-event-twice",
    vice="A write that is repeated for safety's sake stores its event again.",
    killed_by=("GWY-801",),
    replacements={"reference.postgres_store.PostgresStore.insert_event": insert_twice},
)

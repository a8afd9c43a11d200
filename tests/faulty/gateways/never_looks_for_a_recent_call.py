"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault


async def find_no_calls(_self: PostgresStore, _like: Row, _since: str) -> list[str]:
    return []


FAULT = Fault(
    name="never-looks-for-a-recent-call",
    vice="A refused upsert is repeated as an insert, call of the last ten seconds or not.",
    killed_by=("GWY-922",),
    replacements={"reference.postgres_store.PostgresStore.find_recent_calls": find_no_calls},
)

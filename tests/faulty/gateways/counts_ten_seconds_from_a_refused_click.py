"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault

_find_recent_calls = PostgresStore.find_recent_calls


async def find_and_touch(self: PostgresStore, like: Row, since: str) -> list[str]:
    found = await _find_recent_calls(self, like, since)
    await self._execute("UPDATE calls SET created_at = now() WHERE id = ANY(%s::uuid[])", found)
    return found


FAULT = Fault(
    name="counts-ten-seconds-from-a-refused-click",
    vice="Each duplicate makes the stored call young again, so the ten seconds never end.",
    killed_by=("GWY-924",),
    replacements={"reference.postgres_store.PostgresStore.find_recent_calls": find_and_touch},
)

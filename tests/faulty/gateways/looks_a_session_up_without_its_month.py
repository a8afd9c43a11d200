"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import StoredSession
from tests.faulty.fault import Fault

_FIND_SESSION = "SELECT id::text, created_month::text, attribution_source, gclid FROM sessions WHERE id = %s"


async def find_by_id(self: PostgresStore, session_id: str, _month: str) -> StoredSession | None:
    rows = await self._fetch(_FIND_SESSION, session_id)
    return StoredSession(*rows[0]) if rows else None


FAULT = Fault(
    name="looks-a-session-up-without-its-month",
    vice="The look-up compares the id alone, so a sid has one session for all its months.",
    killed_by=("GWY-605",),
    replacements={"reference.postgres_store.PostgresStore.find_session": find_by_id},
)

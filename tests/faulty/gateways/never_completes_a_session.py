"""See the vice."""

from dataclasses import replace

from reference.postgres_store import PostgresStore
from reference.protocols import StoredSession
from tests.faulty.fault import Fault

_find_session = PostgresStore.find_session


async def find_it_complete(self: PostgresStore, session_id: str, month: str) -> StoredSession | None:
    session = await _find_session(self, session_id, month)
    return session and replace(session, attribution_source="complete")


FAULT = Fault(
    name="never-completes-a-session",
    vice="A session that began without an attribution source never gets one.",
    killed_by=("GWY-617",),
    replacements={"reference.postgres_store.PostgresStore.find_session": find_it_complete},
)

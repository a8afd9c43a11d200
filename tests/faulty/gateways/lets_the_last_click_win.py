"""See the vice."""

from dataclasses import replace

from reference.postgres_store import PostgresStore
from reference.protocols import StoredSession
from tests.faulty.fault import Fault

_find_session = PostgresStore.find_session


async def find_it_incomplete(self: PostgresStore, session_id: str, month: str) -> StoredSession | None:
    session = await _find_session(self, session_id, month)
    return session and replace(session, attribution_source=None)


FAULT = Fault(
    name="lets-the-last-click-win",
    vice="Every beacon overwrites its session's attribution, complete or not.",
    killed_by=("GWY-616",),
    replacements={"reference.postgres_store.PostgresStore.find_session": find_it_incomplete},
)

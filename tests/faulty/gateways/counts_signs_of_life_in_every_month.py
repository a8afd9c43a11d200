"""See the vice."""

from reference.postgres_store import PostgresStore
from reference.protocols import Row, StoredSession
from tests.faulty.fault import Fault

_update_session = PostgresStore.update_session
_COUNT = "UPDATE sessions SET event_count = %s WHERE id = %s"


async def update_by_id(self: PostgresStore, session: StoredSession, row: Row) -> None:
    """Update by id alone: one row a sid, were it not for the months."""
    await _update_session(self, session, row)
    if "event_count" in row:
        await self._execute(_COUNT, int(row["event_count"]), session.id)


FAULT = Fault(
    name="counts-signs-of-life-in-every-month",
    vice="A heartbeat is counted in every session of its sid, whichever month it is of.",
    killed_by=("GWY-951",),
    replacements={"reference.postgres_store.PostgresStore.update_session": update_by_id},
)

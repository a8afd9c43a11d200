"""See the vice."""

from reference.json_text import stringify
from reference.postgres_store import _SESSION_UPDATES, PostgresStore
from reference.protocols import Row, StoredSession
from tests.faulty.fault import Fault

# What stands in the row is what was read a moment ago; the table knows better.
_COUNTED = {"event_count": "coalesce(sessions.event_count, 0) + 1"}


async def update_counting(self: PostgresStore, session: StoredSession, row: Row) -> None:
    """Update a session; its count goes up by one from where it stands at that moment."""
    columns = [column for column in _SESSION_UPDATES if column in row]
    values = ", ".join(_COUNTED.get(column, column) for column in columns)
    statement = (
        f"UPDATE sessions SET ({', '.join(columns)}) = "
        f"(SELECT {values} FROM json_populate_record(NULL::sessions, %s) AS given) WHERE id = %s AND created_month = %s"
    )
    await self._execute(statement, stringify(row), session.id, session.created_month)


FAULT = Fault(
    name="counts-heartbeats-in-one-statement",
    vice="None: heartbeats that come together are all counted.",
    cures=("HAZ-402",),
    replacements={"reference.postgres_store.PostgresStore.update_session": update_counting},
)

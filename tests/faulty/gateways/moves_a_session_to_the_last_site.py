"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_find_session = Gateway._find_session
_MOVE = "UPDATE sessions SET site_id = %s WHERE id = %s AND created_month = %s"


async def find_and_move(self: Gateway, visit: Visit, observer: Observer) -> StoredSession | None:
    """Upsert where an insert was meant: the last site wins."""
    session = await _find_session(self, visit, observer)
    if session is not None:
        await self._store._execute(_MOVE, visit.site_id, session.id, session.created_month)
    return session


FAULT = Fault(
    name="moves-a-session-to-the-last-site",
    vice="A session belongs to the site that spoke last.",
    killed_by=("GWY-633",),
    replacements={"reference.gateway.Gateway._find_session": find_and_move},
)

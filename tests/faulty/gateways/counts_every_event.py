"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit, progress_row
from tests.faulty.fault import Fault


async def record_any_progress(self: Gateway, visit: Visit, session: StoredSession, _observer: Observer) -> None:
    counted = await self._store.count_session_events(session)
    await self._try_update(session, progress_row(visit.beacon, counted))


FAULT = Fault(
    name="counts-every-event",
    vice="event_count counts events, not signs of life.",
    killed_by=("GWY-621", "GWY-951"),
    replacements={"reference.gateway.Gateway._record_progress": record_any_progress},
)

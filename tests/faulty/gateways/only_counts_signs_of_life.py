"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_insert_event = Gateway._insert_event


async def insert_unless_alive(self: Gateway, visit: Visit, session: StoredSession, observer: Observer) -> None:
    if visit.beacon.action not in ("heartbeat", "session_end"):
        await _insert_event(self, visit, session, observer)


FAULT = Fault(
    name="only-counts-signs-of-life",
    vice="A heartbeat is counted, and no event.",
    killed_by=("GWY-956",),
    replacements={"reference.gateway.Gateway._insert_event": insert_unless_alive},
)

"""See the vice."""

from dataclasses import replace

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_insert_event = Gateway._insert_event


async def insert_this_month(self: Gateway, visit: Visit, session: StoredSession, observer: Observer) -> None:
    await _insert_event(self, visit, replace(session, created_month=self._month()), observer)


FAULT = Fault(
    name="stores-the-event-in-the-gateways-month",
    vice="The event's month is the gateway's, whatever its session's is.",
    killed_by=("GWY-802",),
    replacements={"reference.gateway.Gateway._insert_event": insert_this_month},
)

"""See the vice."""

from dataclasses import replace

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession, StoreError
from reference.visit import Visit
from tests.faulty.fault import Fault

_insert_session = Gateway._insert_session


async def insert_somewhere(self: Gateway, visit: Visit, observer: Observer) -> StoredSession:
    try:
        return await _insert_session(self, visit, observer)
    except StoreError:
        return await _insert_session(self, replace(visit, month=self._month()), observer)


FAULT = Fault(
    name="moves-a-lost-session-to-this-month",
    vice="A session whose month has no partition is saved in the gateway's own month.",
    killed_by=("GWY-626", "GWY-627"),
    replacements={"reference.gateway.Gateway._insert_session": insert_somewhere},
)

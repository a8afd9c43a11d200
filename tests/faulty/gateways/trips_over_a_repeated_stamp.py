"""See the vice."""

from reference.gateway import Gateway
from reference.intents import read_intent
from reference.protocols import Observer, StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


async def insert_and_trip(self: Gateway, visit: Visit, session: StoredSession, _observer: Observer) -> None:
    intent = read_intent(visit.beacon, self._clock.now_ms(), self._random)
    if intent is not None:
        await self._store.insert_call(call_row(visit, session, intent))


FAULT = Fault(
    name="trips-over-a-repeated-stamp",
    vice="A plain insert, no upsert: the second click of a stamp is a failed write.",
    killed_by=("GWY-918", "GWY-932"),
    replacements={"reference.gateway.Gateway._record_intent": insert_and_trip},
)

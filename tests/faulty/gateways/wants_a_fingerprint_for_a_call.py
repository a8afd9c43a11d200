"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_record_intent = Gateway._record_intent


async def record_the_known(self: Gateway, visit: Visit, session: StoredSession, observer: Observer) -> None:
    if visit.fingerprint is not None:
        await _record_intent(self, visit, session, observer)


FAULT = Fault(
    name="wants-a-fingerprint-for-a-call",
    vice="A click of a visitor without a fingerprint is no call.",
    killed_by=("GWY-930",),
    replacements={"reference.gateway.Gateway._record_intent": record_the_known},
)

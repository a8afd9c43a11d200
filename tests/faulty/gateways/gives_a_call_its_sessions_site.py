"""See the vice."""

from dataclasses import replace

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_record_intent = Gateway._record_intent
_SITE_OF = "SELECT site_id::text FROM sessions WHERE id = %s AND created_month = %s"


async def record_where_the_session_is(self: Gateway, visit: Visit, session: StoredSession, observer: Observer) -> None:
    """Ask the session whose call it is, not the beacon."""
    ((site_id,),) = await self._store._fetch(_SITE_OF, session.id, session.created_month)
    await _record_intent(self, replace(visit, site_id=site_id), session, observer)


FAULT = Fault(
    name="gives-a-call-its-sessions-site",
    vice="A call gets the site of its session, not the one the click names.",
    killed_by=("GWY-634",),
    replacements={"reference.gateway.Gateway._record_intent": record_where_the_session_is},
)

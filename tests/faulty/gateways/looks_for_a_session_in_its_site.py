"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_find_session = Gateway._find_session
_SITE_OF = "SELECT site_id::text FROM sessions WHERE id = %s AND created_month = %s"


async def find_of_this_site(self: Gateway, visit: Visit, observer: Observer) -> StoredSession | None:
    """Add `.eq('site_id', site.id)`, and let the insert meet the row that was not looked for."""
    session = await _find_session(self, visit, observer)
    if session is None:
        return None
    ((site_id,),) = await self._store._fetch(_SITE_OF, session.id, session.created_month)
    return session if site_id == visit.site_id else None


FAULT = Fault(
    name="looks-for-a-session-in-its-site",
    vice="A session is looked up by its site as well: another site's event of the same sid is lost with a 500.",
    killed_by=("GWY-632",),
    replacements={"reference.gateway.Gateway._find_session": find_of_this_site},
)

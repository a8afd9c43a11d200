"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import UNIQUE_VIOLATION, Observer, StoredSession, StoreError
from reference.visit import Visit
from tests.faulty.fault import Fault

_insert_session = Gateway._insert_session


async def insert_or_find(self: Gateway, visit: Visit, observer: Observer) -> StoredSession:
    """Make the session; where another request just made it, take that one."""
    try:
        return await _insert_session(self, visit, observer)
    except StoreError as error:
        found = error.code == UNIQUE_VIOLATION and await self._find_session(visit, observer)
        if not found:
            raise
        return found


FAULT = Fault(
    name="retries-the-lookup-after-a-conflict",
    vice="None: of first events that race, the one that comes second joins the session of the first.",
    cures=("HAZ-401",),
    replacements={"reference.gateway.Gateway._insert_session": insert_or_find},
)

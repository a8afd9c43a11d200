"""See the vice."""

from reference.gateway import Gateway, SessionLookupFailed
from reference.protocols import Observer, StoredSession
from reference.visit import Visit
from tests.faulty.fault import Fault

_find_session = Gateway._find_session


async def find_or_fail_to_write(self: Gateway, visit: Visit, observer: Observer) -> StoredSession | None:
    try:
        return await _find_session(self, visit, observer)
    except SessionLookupFailed as error:
        raise RuntimeError(str(error)) from error


FAULT = Fault(
    name="takes-a-failed-look-up-for-a-failed-write",
    vice="One catch for the whole write path: a failed look-up loses its message and its details.",
    killed_by=("GWY-622", "GWY-623"),
    replacements={"reference.gateway.Gateway._find_session": find_or_fail_to_write},
)

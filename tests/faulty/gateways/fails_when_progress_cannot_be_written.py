"""See the vice."""

from typing import Any

from reference.gateway import Gateway
from reference.protocols import StoredSession
from tests.faulty.fault import Fault


async def update_or_fail(self: Gateway, session: StoredSession, row: dict[str, Any]) -> None:
    await self._store.update_session(session, row)


FAULT = Fault(
    name="fails-when-progress-cannot-be-written",
    vice="A heartbeat whose session cannot be updated is a failed write.",
    killed_by=("GWY-955",),
    replacements={"reference.gateway.Gateway._try_update": update_or_fail},
)

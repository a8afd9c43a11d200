"""See the vice."""

from typing import Any

from reference.gateway import Gateway
from reference.protocols import Observer
from tests.faulty.fault import Fault


async def insert_or_fail(self: Gateway, row: dict[str, Any], _observer: Observer) -> None:
    await self._store.insert_call(row)


FAULT = Fault(
    name="insists-on-its-call",
    vice="A call that cannot be stored fails the beacon.",
    killed_by=("GWY-931",),
    replacements={"reference.gateway.Gateway._fall_back": insert_or_fail},
)

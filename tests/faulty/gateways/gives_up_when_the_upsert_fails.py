"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer, Row
from tests.faulty.fault import Fault


async def give_up(_self: Gateway, _row: Row, _observer: Observer) -> None:
    return None


FAULT = Fault(
    name="gives-up-when-the-upsert-fails",
    vice="A refused upsert loses the call.",
    killed_by=("GWY-923",),
    replacements={"reference.gateway.Gateway._fall_back": give_up},
)

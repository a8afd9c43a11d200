"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer
from reference.visit import Visit
from tests.faulty.fault import Fault


async def find_nothing(_self: Gateway, _visit: Visit, _observer: Observer) -> None:
    return None


FAULT = Fault(
    name="inserts-without-looking",
    vice="Every beacon inserts its session; the second of a sid meets the primary key.",
    killed_by=("GWY-602",),
    replacements={"reference.gateway.Gateway._find_session": find_nothing},
)

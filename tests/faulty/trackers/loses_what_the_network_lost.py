"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="loses-what-the-network-lost",
    vice="A fallback that fails on the network is not queued.",
    killed_by=("TRK-312",),
    tracker=((".catch(() => queueEvent(payload));", ".catch(() => {});"),),
)

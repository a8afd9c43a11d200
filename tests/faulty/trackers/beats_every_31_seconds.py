"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="beats-every-31-seconds",
    vice="A heartbeat comes after 31 seconds.",
    killed_by=("TRK-617",),
    tracker=(("heartbeatInterval: 30000", "heartbeatInterval: 31000"),),
)

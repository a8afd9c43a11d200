"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-the-ttl",
    vice="Nothing in the queue grows too old.",
    killed_by=("TRK-504", "TRK-505"),
    tracker=(("now - item.ts < QUEUE_TTL_MS && !sendBeacon", "!sendBeacon"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-only-ten",
    vice="A drain sends ten items at most.",
    killed_by=("TRK-513",),
    tracker=(("readQueue().forEach(", "readQueue().slice(-QUEUE_LENGTH_MAX).forEach("),),
)

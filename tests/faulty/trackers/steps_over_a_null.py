"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="steps-over-a-null",
    vice="A null in the queue is skipped.",
    killed_by=("TRK-517", "TRK-522"),
    tracker=(("readQueue().forEach(", "readQueue().filter(Boolean).forEach("),),
)

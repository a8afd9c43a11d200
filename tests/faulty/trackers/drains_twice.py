"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-twice",
    vice="What is drained at a load is sent two times.",
    killed_by=("TRK-515",),
    tracker=(("readQueue().forEach(", "[...readQueue(), ...readQueue()].forEach("),),
)

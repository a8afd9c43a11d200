"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-newest-first",
    vice="The newest item is sent first.",
    killed_by=("TRK-506",),
    tracker=(("readQueue().forEach(", "readQueue().reverse().forEach("),),
)

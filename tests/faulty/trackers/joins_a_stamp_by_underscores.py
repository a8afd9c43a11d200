"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="joins-a-stamp-by-underscores",
    vice="The parts of a stamp are joined by underscores.",
    killed_by=("TRK-701",),
    tracker=((".join('-')", ".join('_')"),),
)

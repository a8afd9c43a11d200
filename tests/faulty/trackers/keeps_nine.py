"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-nine",
    vice="The queue holds nine.",
    killed_by=("TRK-404",),
    tracker=(("QUEUE_LENGTH_MAX = 10", "QUEUE_LENGTH_MAX = 9"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-eleven",
    vice="The queue holds eleven.",
    killed_by=("TRK-405",),
    tracker=(("QUEUE_LENGTH_MAX = 10", "QUEUE_LENGTH_MAX = 11"),),
)

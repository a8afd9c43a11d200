"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-an-empty-list",
    vice="A queue that is drained is an empty list.",
    killed_by=("TRK-508",),
    tracker=(("if (remaining.length > 0) {", "if (remaining) {"),),
)

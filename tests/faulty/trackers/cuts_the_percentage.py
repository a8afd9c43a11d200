"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="cuts-the-percentage",
    vice="A percentage is cut, not rounded.",
    killed_by=("TRK-615",),
    tracker=(("Math.round(seen", "Math.floor(seen"),),
)

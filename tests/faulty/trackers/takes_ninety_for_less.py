"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-ninety-for-less",
    vice="At 90 percent the label is still 50%.",
    killed_by=("TRK-614",),
    tracker=(("percent >= 90 ?", "percent > 90 ?"),),
)

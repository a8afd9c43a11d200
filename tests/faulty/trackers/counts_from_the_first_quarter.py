"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="counts-from-the-first-quarter",
    vice="Scrolling is told from 25 percent on.",
    killed_by=("TRK-613",),
    tracker=(("if (percent >= 50) {", "if (percent >= 25) {"),),
)

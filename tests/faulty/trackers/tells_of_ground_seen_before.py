"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-of-ground-seen-before",
    vice="Scrolling back is told, too.",
    killed_by=("TRK-616",),
    tracker=(("if (percent > deepest) {", "if (percent !== deepest) {"),),
)

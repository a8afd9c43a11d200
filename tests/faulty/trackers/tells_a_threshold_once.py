"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-a-threshold-once",
    vice="Scrolling is told at 50 and at 90 percent, and no more.",
    killed_by=("TRK-616",),
    tracker=(
        (
            """      if (percent > deepest) {
        deepest = percent;""",
            """      const threshold = percent >= 90 ? 90 : percent >= 50 ? 50 : 0;
      if (threshold > deepest) {
        deepest = threshold;""",
        ),
    ),
)

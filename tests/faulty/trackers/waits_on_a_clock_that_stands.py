"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="waits-on-a-clock-that-stands",
    vice="A click is not followed until fifty milliseconds have passed in a loop, so that the beacon has left.",
    killed_by=("TRK-013",),
    tracker=(
        (
            """      const link = event.target.closest(selector);
      if (link) {
""",
            """      const link = event.target.closest(selector);
      for (const until = Date.now() + 50; link && Date.now() < until; ) {
        // The beacon needs its time.
      }
      if (link) {
""",
        ),
    ),
)

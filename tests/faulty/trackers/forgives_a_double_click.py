"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgives-a-double-click",
    vice="A second click within fifty milliseconds of the first is taken for a slip of the finger.",
    killed_by=("TRK-602",),
    tracker=(
        (
            """      const link = event.target.closest(selector);
      if (link) {
""",
            """      const link = event.target.closest(selector);
      const again = Date.now() - (trackLinks.last || 0) < 50;
      trackLinks.last = Date.now();
      if (link && !again) {
""",
        ),
    ),
)

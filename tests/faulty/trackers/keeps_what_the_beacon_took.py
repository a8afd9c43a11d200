"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-what-the-beacon-took",
    vice="An event is queued although sendBeacon took it.",
    killed_by=("TRK-302",),
    tracker=(
        (
            """      track('sent');
""",
            """      track('sent');
      queueEvent(payload);
""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-after-a-success",
    vice="The queue is drained after an event that was sent.",
    killed_by=("TRK-514",),
    tracker=(
        (
            """      track('sent');
""",
            """      track('sent');
      drainQueue();
""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-every-minute",
    vice="The queue is drained again and again.",
    killed_by=("TRK-514",),
    tracker=(
        (
            """  drainQueue();
  if (document""",
            """  setInterval(drainQueue, 60000);
  drainQueue();
  if (document""",
        ),
    ),
)

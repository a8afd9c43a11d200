"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-when-online",
    vice="The queue is drained when the browser is online again.",
    killed_by=("TRK-514",),
    tracker=(
        (
            """  drainQueue();
  if (document""",
            """  window.addEventListener('online', drainQueue);
  drainQueue();
  if (document""",
        ),
    ),
)

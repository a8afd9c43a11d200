"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="makes-the-session-at-start-up",
    vice="Session id and fingerprint are made before the queue is drained.",
    killed_by=("TRK-118",),
    tracker=(
        (
            """  drainQueue();
  if (document""",
            """  getOrCreateSession();
  drainQueue();
  if (document""",
        ),
    ),
)

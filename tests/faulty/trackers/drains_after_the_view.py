"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-after-the-view",
    vice="The queue is drained when everything else has begun.",
    killed_by=("TRK-006",),
    tracker=(
        (
            """  drainQueue();
  if (document""",
            "  if (document",
        ),
        (
            "console.log('[OPSMANTIK] Auto-tracking initialized');",
            """drainQueue();
    console.log('[OPSMANTIK] Auto-tracking initialized');""",
        ),
    ),
)

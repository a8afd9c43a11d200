"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="begins-a-broken-queue-anew",
    vice="A queue that is not JSON is replaced by a list with what has to be queued.",
    killed_by=("TRK-410",),
    tracker=(
        (
            """      const queue = readQueue();
""",
            """      let queue = [];
      try {
        queue = readQueue();
      } catch (err) {
        // Nobody can read it.
      }
""",
        ),
    ),
)

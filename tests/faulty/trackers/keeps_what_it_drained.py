"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-what-it-drained",
    vice="What sendBeacon took stays in the queue.",
    killed_by=("TRK-507", "TRK-515"),
    tracker=(
        (
            "if (now - item.ts < QUEUE_TTL_MS && !sendBeacon(JSON.stringify(item.payload))) {",
            """if (now - item.ts < QUEUE_TTL_MS) {
          sendBeacon(JSON.stringify(item.payload));""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="dates-items-in-seconds",
    vice="A queued item's time is in seconds.",
    killed_by=("TRK-403",),
    tracker=(
        ("ts: Date.now() }", "ts: Math.floor(Date.now() / 1000) }"),
        ("now - item.ts < QUEUE_TTL_MS", "now - 1000 * item.ts < QUEUE_TTL_MS"),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="puts-the-newest-first",
    vice="The item queued last stands first.",
    killed_by=("TRK-406",),
    tracker=(
        ("queue.push({", "queue.unshift({"),
        ("queue.slice(-QUEUE_LENGTH_MAX)", "queue.slice(0, QUEUE_LENGTH_MAX)"),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="mends-a-queue-that-is-no-list",
    vice="A queue that is JSON but no list counts as empty, and is removed by the drain.",
    killed_by=("TRK-517",),
    tracker=(
        (
            "    return JSON.parse(localStorage.getItem(QUEUE_KEY) || '[]');",
            """    const queue = JSON.parse(localStorage.getItem(QUEUE_KEY) || '[]');
    return Array.isArray(queue) ? queue : [];""",
        ),
    ),
)

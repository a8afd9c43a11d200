"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="replaces-a-queue-that-is-no-list",
    vice="A queue that is JSON but no list is replaced by a list with what has to be queued.",
    killed_by=("TRK-411",),
    tracker=(
        (
            "const queue = readQueue();",
            "const queue = [readQueue()].flat().filter(item => item instanceof Object && item.payload);",
        ),
    ),
)

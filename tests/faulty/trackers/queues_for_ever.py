"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="queues-for-ever",
    vice="The queue has no end.",
    killed_by=("TRK-405",),
    tracker=(("queue.slice(-QUEUE_LENGTH_MAX)", "queue"),),
)

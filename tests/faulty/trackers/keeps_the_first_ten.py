"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-first-ten",
    vice="A full queue takes nothing more.",
    killed_by=("TRK-405",),
    tracker=(("queue.slice(-QUEUE_LENGTH_MAX)", "queue.slice(0, QUEUE_LENGTH_MAX)"),),
)

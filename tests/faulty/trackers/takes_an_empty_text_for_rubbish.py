"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-an-empty-text-for-rubbish",
    vice="A queue that is the empty string cannot be added to.",
    killed_by=("TRK-409",),
    tracker=(("localStorage.getItem(QUEUE_KEY) || '[]'", "localStorage.getItem(QUEUE_KEY) ?? '[]'"),),
)

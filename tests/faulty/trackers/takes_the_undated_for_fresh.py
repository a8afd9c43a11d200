"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-the-undated-for-fresh",
    vice="An item without a usable time is sent.",
    killed_by=("TRK-518",),
    tracker=(("now - item.ts < QUEUE_TTL_MS", "!(now - item.ts >= QUEUE_TTL_MS)"),),
)

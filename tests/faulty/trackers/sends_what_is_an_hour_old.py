"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-what-is-an-hour-old",
    vice="An item that is exactly an hour old is sent.",
    killed_by=("TRK-504",),
    tracker=(("now - item.ts < QUEUE_TTL_MS", "now - item.ts <= QUEUE_TTL_MS"),),
)

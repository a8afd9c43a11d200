"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="renews-what-is-refused",
    vice="What sendBeacon refuses in the drain is a minute old again.",
    killed_by=("TRK-509",),
    tracker=(("remaining.push(item);", "remaining.push({ ...item, ts: now });"),),
)

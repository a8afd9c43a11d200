"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-into-nothing",
    vice="Without sendBeacon the drain empties the queue.",
    killed_by=("TRK-510",),
    tracker=(("&& !sendBeacon(JSON", "&& navigator.sendBeacon && !sendBeacon(JSON"),),
)

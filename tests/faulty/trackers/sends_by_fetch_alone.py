"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-by-fetch-alone",
    vice="No event is offered to sendBeacon.",
    killed_by=("TRK-301",),
    tracker=(("if (sendBeacon(body)) {", "if (!navigator) {"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="rests-in-the-background",
    vice="A hidden tab sends no heartbeats.",
    killed_by=("TRK-619",),
    tracker=(("setInterval(() => sendEvent(", "setInterval(() => document.hidden || sendEvent("),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stamps-with-the-long-word",
    vice="A stamp names its kind as the action does.",
    killed_by=("TRK-704",),
    tracker=(("makeIntentStamp(kind, link.href)", "makeIntentStamp(action.split('_')[0], link.href)"),),
)

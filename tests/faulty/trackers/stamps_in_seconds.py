"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stamps-in-seconds",
    vice="A stamp begins with seconds.",
    killed_by=("TRK-702",),
    tracker=(("return [Date.now(), chance", "return [Math.floor(Date.now() / 1000), chance"),),
)

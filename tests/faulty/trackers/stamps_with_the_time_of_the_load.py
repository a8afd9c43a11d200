"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stamps-with-the-time-of-the-load",
    vice="A stamp begins with the time of the page load.",
    killed_by=("TRK-702",),
    tracker=(("return [Date.now(), chance", "return [Math.round(performance.timeOrigin), chance"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-the-window-out",
    vice="What is below the edge of the screen was not seen until it was scrolled past.",
    killed_by=("TRK-615",),
    tracker=(("window.scrollY + window.innerHeight;", "window.scrollY;"),),
)

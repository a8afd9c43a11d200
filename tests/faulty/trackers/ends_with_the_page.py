"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="ends-with-the-page",
    vice="The session end is sent at pagehide instead of beforeunload.",
    killed_by=("TRK-621", "TRK-622"),
    tracker=(("window.addEventListener('beforeunload'", "window.addEventListener('pagehide'"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tracks-the-queue-by-the-page",
    vice="What is queued is told with the page's path only.",
    killed_by=("TRK-915",),
    tracker=(("payload.sid.slice(0, 8), payload.u);", "payload.sid.slice(0, 8), window.location.pathname);"),),
)

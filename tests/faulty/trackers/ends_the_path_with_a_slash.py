"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="ends-the-path-with-a-slash",
    vice="Events go to /api/sync/.",
    killed_by=("TRK-201",),
    tracker=(("'/api/sync'", "'/api/sync/'"),),
)

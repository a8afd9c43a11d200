"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="asks-where-its-script-came-from",
    vice="Events go to the origin that the script was loaded from.",
    killed_by=("TRK-201",),
    tracker=(("window.location.origin + '/api/sync'", "new URL('/api/sync', document.currentScript.src).href"),),
)

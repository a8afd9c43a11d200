"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="waits-for-the-last-picture",
    vice="Auto-tracking waits for the window's load, not for the document.",
    killed_by=("TRK-008",),
    tracker=(
        (
            "document.addEventListener('DOMContentLoaded', initAutoTracking);",
            "window.addEventListener('load', initAutoTracking);",
        ),
    ),
)

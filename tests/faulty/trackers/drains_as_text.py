"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-as-text",
    vice="What is drained goes without a Blob, as text/plain.",
    killed_by=("TRK-501",),
    tracker=(
        (
            "!sendBeacon(JSON.stringify(item.payload))",
            "!navigator.sendBeacon(CONFIG.apiUrl, JSON.stringify(item.payload))",
        ),
    ),
)

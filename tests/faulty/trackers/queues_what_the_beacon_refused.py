"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="queues-what-the-beacon-refused",
    vice="What sendBeacon refuses is queued without a fetch.",
    killed_by=("TRK-303", "TRK-304", "TRK-305"),
    tracker=(
        (
            "    fetch(CONFIG.apiUrl, {",
            """    queueEvent(payload);
    return;
    fetch(CONFIG.apiUrl, {""",
        ),
    ),
)

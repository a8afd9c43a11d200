"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="beats-at-once",
    vice="The first heartbeat comes with the page view.",
    killed_by=("TRK-617",),
    tracker=(
        (
            "    setInterval(() => sendEvent",
            """    sendEvent('system', 'heartbeat', 'session_active');
    setInterval(() => sendEvent""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-what-is-past-its-hour",
    vice="An item past its TTL is not sent, and stays.",
    killed_by=("TRK-505",),
    tracker=(
        ("if (now - item.ts < QUEUE_TTL_MS && !sendBeacon", "if (!(now - item.ts < QUEUE_TTL_MS) || !sendBeacon"),
    ),
)

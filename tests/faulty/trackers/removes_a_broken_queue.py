"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="removes-a-broken-queue",
    vice="A queue that cannot be read is removed.",
    killed_by=("TRK-516", "TRK-517"),
    tracker=(
        (
            """      // The page view is worth more than what is late.
""",
            """      localStorage.removeItem(QUEUE_KEY);
""",
        ),
    ),
)

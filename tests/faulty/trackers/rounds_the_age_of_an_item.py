"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="rounds-the-age-of-an-item",
    vice="An item's age is rounded to seconds.",
    killed_by=("TRK-503",),
    tracker=(
        ("if (now - item.ts < QUEUE_TTL_MS ", "if (Math.round((now - item.ts) / 1000) * 1000 < QUEUE_TTL_MS "),
    ),
)

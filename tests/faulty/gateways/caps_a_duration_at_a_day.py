"""See the vice."""

from typing import Any

from reference.payload import Beacon
from reference.visit import progress_row
from tests.faulty.fault import Fault

DAY_S = 86_400


def row_of_a_day_at_most(beacon: Beacon, counted: int | None) -> dict[str, Any]:
    """Take more than a day for a mistake."""
    row = progress_row(beacon, counted)
    duration = row.get("total_duration_sec")
    return row | {"total_duration_sec": min(duration, DAY_S)} if isinstance(duration, float) else row


FAULT = Fault(
    name="caps-a-duration-at-a-day",
    vice="total_duration_sec is never more than a day.",
    killed_by=("GWY-952",),
    replacements={"reference.gateway.progress_row": row_of_a_day_at_most},
)

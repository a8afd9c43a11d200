"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="partitions-a-day-short",
    vice="The last day of the month lies in no partition.",
    killed_by=("SCH-504", "SCH-505", "SCH-803"),
    replacements=with_slips(("INTERVAL '1 month'", "INTERVAL '1 month' - INTERVAL '1 day'")),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="times-without-zone",
    vice="Times are TIMESTAMP, and the zone is lost.",
    killed_by=("SCH-112", "SCH-210", "SCH-307", "SCH-311", "SCH-313"),
    replacements=with_slips(("TIMESTAMPTZ", "TIMESTAMP")),
)

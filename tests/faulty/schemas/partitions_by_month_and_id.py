"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="partitions-by-month-and-id",
    vice="The tables are partitioned by two columns.",
    killed_by=("SCH-501", "SCH-502", "SCH-504", "SCH-505"),
    replacements=with_slips(
        ("PARTITION BY RANGE (created_month)", "PARTITION BY RANGE (created_month, id)"),
        ("PARTITION BY RANGE (session_month)", "PARTITION BY RANGE (session_month, id)"),
        ("FROM (%L) TO (%L)", "FROM (%L, MINVALUE) TO (%L, MINVALUE)"),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="replica-identity-forgotten",
    vice="The replica identity is left at the primary key.",
    killed_by=("SCH-704", "SCH-705", "SCH-706"),
    replacements=with_slips(
        *((f"ALTER TABLE {table} REPLICA IDENTITY FULL;", "") for table in ("sessions", "events", "calls")),
    ),
)

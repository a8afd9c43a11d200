"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="nullable-everywhere",
    vice="NOT NULL is left out wherever no key asks for it.",
    killed_by=("SCH-102", "SCH-202", "SCH-204", "SCH-205", "SCH-206", "SCH-302", "SCH-303"),
    replacements=with_slips(
        *((f"{column} NOT NULL", column) for column in ("site_id UUID", "session_id UUID", "phone_number TEXT")),
        *((f"{column} TEXT NOT NULL", f"{column} TEXT") for column in ("url", "event_category", "event_action")),
    ),
)

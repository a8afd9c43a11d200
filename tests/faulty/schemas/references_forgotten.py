"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="references-forgotten",
    vice="There is no foreign key.",
    killed_by=("SCH-404", "SCH-405", "SCH-406", "SCH-407", "SCH-804", "SCH-805", "SCH-807", "SCH-815", "SCH-816"),
    replacements=with_slips(
        (" REFERENCES sites(id) ON DELETE CASCADE", ""),
        (",\n    FOREIGN KEY (session_id, session_month) REFERENCES sessions(id, created_month) ON DELETE CASCADE", ""),
        (" REFERENCES auth.users(id) ON DELETE SET NULL", ""),
    ),
)

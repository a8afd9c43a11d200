"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="cascades-missing",
    vice="Foreign keys do not cascade, and a site with visitors cannot be deleted.",
    killed_by=("SCH-404", "SCH-405", "SCH-406", "SCH-804", "SCH-805"),
    replacements=with_slips((" ON DELETE CASCADE", "")),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="older-status-check",
    vice="The status check is still the older one, which knows only qualified and junk.",
    killed_by=("SCH-408", "SCH-811", "SCH-812"),
    replacements=with_slips(("'intent', 'confirmed', 'junk', 'qualified', 'real'", "'qualified', 'junk'")),
)

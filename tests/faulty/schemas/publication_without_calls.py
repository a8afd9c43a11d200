"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="publication-without-calls",
    vice="The dashboard hears of visits and never of a call.",
    killed_by=("SCH-703",),
    replacements=with_slips(("ALTER PUBLICATION supabase_realtime ADD TABLE calls;", "")),
)

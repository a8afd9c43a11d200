"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="publication-of-calls-alone",
    vice="The dashboard hears of calls and never of a visit.",
    killed_by=("SCH-701", "SCH-702"),
    replacements=with_slips(
        *((f"ALTER PUBLICATION supabase_realtime ADD TABLE {table};", "") for table in ("sessions", "events")),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="partitions-and-calls-unlogged",
    vice="Partitions and calls are UNLOGGED, for speed: a crash empties them.",
    killed_by=("SCH-506", "SCH-507", "SCH-508"),
    replacements=with_slips(("CREATE TABLE IF NOT EXISTS %I PARTITION OF", "CREATE UNLOGGED TABLE %I PARTITION OF")),
    ddl=("ALTER PUBLICATION supabase_realtime DROP TABLE calls", "ALTER TABLE calls SET UNLOGGED"),
)

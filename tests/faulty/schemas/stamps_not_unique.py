"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="stamps-not-unique",
    vice="Neither constraint nor index keeps a stamp from being stored twice.",
    killed_by=("SCH-409", "SCH-621", "SCH-808", "SCH-809"),
    replacements=with_slips(("CREATE UNIQUE INDEX IF NOT EXISTS", "CREATE INDEX IF NOT EXISTS")),
    ddl=("ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq",),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="json-instead-of-jsonb",
    vice="Documents are json, kept as the text that came.",
    killed_by=("SCH-209", "SCH-310"),
    replacements=with_slips(("JSONB", "JSON")),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="calls-without-a-stamp-collide",
    vice="NULL counts as a stamp, and a site has one call without any.",
    killed_by=("SCH-409", "SCH-810"),
    replacements=with_slips(("UNIQUE (site_id, intent_stamp)", "UNIQUE NULLS NOT DISTINCT (site_id, intent_stamp)")),
)

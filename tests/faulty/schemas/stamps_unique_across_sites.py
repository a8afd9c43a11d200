"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="stamps-unique-across-sites",
    vice="A stamp is unique in the whole table, and sites share their stamps.",
    killed_by=("SCH-409", "SCH-808", "SCH-809"),
    replacements=with_slips(("UNIQUE (site_id, intent_stamp)", "UNIQUE (intent_stamp)")),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="partitions-named-otherwise",
    vice="Partitions carry another name than the one that tools look for.",
    killed_by=("SCH-504", "SCH-505", "SCH-803"),
    replacements=with_slips(("'YYYY_MM'", "'\"y\"YYYY\"m\"MM'")),
)

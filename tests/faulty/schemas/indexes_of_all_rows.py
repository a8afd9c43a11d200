"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

COLUMNS = ("attribution_source", "device_type", "fingerprint", "status", "matched_at", "source", "confirmed_at")
FALLBACK = "source = 'click' AND (status = 'intent' OR status IS NULL)"

FAULT = Fault(
    name="indexes-of-all-rows",
    vice="The partial indexes have lost their predicates.",
    killed_by=(
        "SCH-603",
        "SCH-604",
        "SCH-605",
        "SCH-611",
        "SCH-615",
        "SCH-616",
        "SCH-617",
        "SCH-618",
        "SCH-619",
        "SCH-620",
        "SCH-621",
        "SCH-622",
    ),
    replacements=with_slips(
        *((f" WHERE {column} IS NOT NULL", "") for column in COLUMNS),
        *((f"\n  WHERE {rest}", "") for rest in ("event_category = 'conversion'", "status = 'intent'", FALLBACK)),
        (" WHERE status = 'intent'", ""),
        ("\n  WHERE intent_stamp IS NOT NULL", ""),
    ),
)

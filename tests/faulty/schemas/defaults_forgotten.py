"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="defaults-forgotten",
    vice="No column but the ids has a default.",
    killed_by=(
        "SCH-109",
        "SCH-110",
        "SCH-112",
        "SCH-209",
        "SCH-210",
        "SCH-306",
        "SCH-307",
        "SCH-308",
        "SCH-312",
        "SCH-812",
        "SCH-813",
        "SCH-814",
    ),
    replacements=with_slips(
        *((default, "") for default in (" DEFAULT 0", " DEFAULT NOW()", " DEFAULT '{}'", " DEFAULT 'click'")),
        ("ALTER TABLE public.calls ALTER COLUMN status SET DEFAULT 'intent';", ""),
    ),
)

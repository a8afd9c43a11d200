"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

CALLS = "calls (\n    id UUID PRIMARY KEY DEFAULT uuid_generate_v4()"

FAULT = Fault(
    name="ids-have-to-be-sent",
    vice="The ids of events and calls have no default.",
    killed_by=("SCH-201", "SCH-301"),
    replacements=with_slips(
        ("id UUID NOT NULL DEFAULT uuid_generate_v4()", "id UUID NOT NULL"),
        (CALLS, CALLS.removesuffix(" DEFAULT uuid_generate_v4()")),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="unique-instead-of-primary-keys",
    vice="A unique constraint in place of each primary key, which leaves the columns nullable.",
    killed_by=("SCH-101", "SCH-111", "SCH-201", "SCH-203", "SCH-301", "SCH-401", "SCH-402", "SCH-403"),
    replacements=with_slips(
        ("(\n    id UUID NOT NULL", "(\n    id UUID"),
        ("created_month DATE NOT NULL", "created_month DATE"),
        ("session_month DATE NOT NULL", "session_month DATE"),
        ("PRIMARY KEY (id, created_month)", "UNIQUE (id, created_month)"),
        ("PRIMARY KEY (id, session_month)", "UNIQUE (id, session_month)"),
        ("calls (\n    id UUID PRIMARY KEY", "calls (\n    id UUID UNIQUE"),
    ),
)

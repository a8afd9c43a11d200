"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="keys-the-other-way-round",
    vice="The month comes first in the primary keys, and that of calls begins with the site.",
    killed_by=("SCH-401", "SCH-402", "SCH-403"),
    replacements=with_slips(
        ("PRIMARY KEY (id, created_month)", "PRIMARY KEY (created_month, id)"),
        ("PRIMARY KEY (id, session_month)", "PRIMARY KEY (session_month, id)"),
    ),
    ddl=("ALTER TABLE calls DROP CONSTRAINT calls_pkey", "ALTER TABLE calls ADD PRIMARY KEY (site_id, id)"),
)

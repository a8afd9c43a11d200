"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

HEAD = "calls (\n    id UUID PRIMARY KEY DEFAULT"
TAIL = "    lead_score INTEGER DEFAULT 0,\n    created_at TIMESTAMPTZ DEFAULT NOW()\n);"
PARTITIONED = """    lead_score INTEGER DEFAULT 0,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    PRIMARY KEY (id, site_id)
) PARTITION BY HASH (site_id);
CREATE TABLE calls_all PARTITION OF calls FOR VALUES WITH (MODULUS 1, REMAINDER 0);"""

FAULT = Fault(
    name="calls-partitioned-by-site",
    vice="calls is partitioned by a hash of the site, and its primary key carries the site.",
    killed_by=("SCH-403", "SCH-503"),
    replacements=with_slips((HEAD, "calls (\n    id UUID NOT NULL DEFAULT"), (TAIL, PARTITIONED)),
)

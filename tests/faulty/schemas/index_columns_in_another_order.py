"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="index-columns-in-another-order",
    vice="The time comes first in the indexes that end with it, and nothing descends.",
    killed_by=("SCH-606", "SCH-612", "SCH-623", "SCH-624"),
    replacements=with_slips(
        ("(site_id, created_month, created_at)", "(created_at, site_id, created_month)"),
        ("(session_id, session_month, created_at)", "(created_at, session_id, session_month)"),
        ("(site_id, source, created_at DESC)", "(site_id, source, created_at)"),
        ("ON calls(site_id, created_at);", "ON calls(created_at, site_id);"),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="indexes-on-other-columns",
    vice="Indexes of one column are on its neighbour.",
    killed_by=("SCH-601", "SCH-602", "SCH-607", "SCH-608", "SCH-609", "SCH-610", "SCH-613", "SCH-614"),
    replacements=with_slips(
        ("ON sessions(site_id);", "ON sessions(id);"),
        ("ON sessions(created_month);", "ON sessions(created_at);"),
        ("ON events(session_id);", "ON events(id);"),
        ("ON events(session_month);", "ON events(session_id);"),
        ("ON events(event_category);", "ON events(event_action);"),
        ("ON events(created_at);", "ON events(session_month);"),
        ("ON calls(site_id);", "ON calls(phone_number);"),
        ("ON calls(matched_session_id);", "ON calls(matched_fingerprint);"),
    ),
)

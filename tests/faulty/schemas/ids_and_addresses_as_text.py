"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="ids-and-addresses-as-text",
    vice="Ids and addresses are texts, and rubbish is stored.",
    killed_by=("SCH-103", "SCH-304", "SCH-314", "SCH-407", "SCH-815"),
    replacements=with_slips(
        ("ip_address INET", "ip_address TEXT"),
        ("matched_session_id UUID", "matched_session_id TEXT"),
        ("confirmed_by UUID REFERENCES auth.users(id) ON DELETE SET NULL", "confirmed_by TEXT"),
    ),
)

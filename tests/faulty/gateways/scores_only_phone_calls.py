"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_with_a_score_for_phones(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    """Build the WhatsApp row elsewhere, without its score."""
    row = call_row(visit, session, intent)
    return row if intent.action == "phone" else row | {"lead_score": 0.0, "lead_score_at_match": 0.0}


FAULT = Fault(
    name="scores-only-phone-calls",
    vice="A WhatsApp call has no score.",
    killed_by=("GWY-926",),
    replacements={"reference.gateway.call_row": row_with_a_score_for_phones},
)

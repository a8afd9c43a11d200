"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_without_a_score(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    return call_row(visit, session, intent) | {"lead_score": 0.0, "lead_score_at_match": 0.0}


FAULT = Fault(
    name="gives-a-call-no-score",
    vice="A call's lead scores are 0.",
    killed_by=("GWY-926",),
    replacements={"reference.gateway.call_row": row_without_a_score},
)

"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_with_a_gclid(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    return call_row(visit, session, intent) | {"click_id": visit.clicks.gclid}


FAULT = Fault(
    name="knows-only-the-gclid-of-a-call",
    vice="A call's click id is the gclid or none.",
    killed_by=("GWY-928",),
    replacements={"reference.gateway.call_row": row_with_a_gclid},
)

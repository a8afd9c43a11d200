"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.javascript import either
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_as_it_came(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    label = either(visit.beacon.label, "")
    as_sent = {"intent_action": visit.beacon.action, "intent_target": label, "phone_number": label}
    return call_row(visit, session, intent) | as_sent


FAULT = Fault(
    name="stores-a-click-as-it-came",
    vice="A call keeps the raw action and the raw label.",
    killed_by=("GWY-908", "GWY-909"),
    replacements={"reference.gateway.call_row": row_as_it_came},
)

"""See the vice."""

from typing import Any

from reference.protocols import StoredSession
from reference.visit import Visit, event_row
from tests.faulty.fault import Fault


def row_without_defaults(visit: Visit, session: StoredSession) -> dict[str, Any]:
    as_sent = {"event_category": visit.beacon.category, "event_action": visit.beacon.action}
    return event_row(visit, session) | as_sent


FAULT = Fault(
    name="leaves-its-defaults-out",
    vice="Category and action are stored as they came: empty, or refused where there is none.",
    killed_by=("GWY-804", "GWY-805"),
    replacements={"reference.gateway.event_row": row_without_defaults},
)

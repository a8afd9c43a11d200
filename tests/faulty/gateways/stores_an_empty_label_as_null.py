"""See the vice."""

from typing import Any

from reference.javascript import either
from reference.protocols import StoredSession
from reference.visit import Visit, event_row
from tests.faulty.fault import Fault


def row_with_a_label_or_null(visit: Visit, session: StoredSession) -> dict[str, Any]:
    return event_row(visit, session) | {"event_label": either(visit.beacon.label, None)}


FAULT = Fault(
    name="stores-an-empty-label-as-null",
    vice="`el || null`: an empty label and none are the same.",
    killed_by=("GWY-806",),
    replacements={"reference.gateway.event_row": row_with_a_label_or_null},
)

"""See the vice."""

from typing import Any

from reference.javascript import either
from reference.visit import Visit, session_row
from tests.faulty.fault import Fault


def row_placed_by_meta(visit: Visit, session_id: Any) -> dict[str, Any]:
    """Read headers for the events, and forget them for the session."""
    extra = visit.beacon.extra
    return session_row(visit, session_id) | {
        "city": either(extra("city"), None),
        "district": either(extra("district"), None),
    }


FAULT = Fault(
    name="places-a-session-by-meta-alone",
    vice="A session has a place only where meta says it; its events read the headers.",
    killed_by=("GWY-841",),
    replacements={"reference.gateway.session_row": row_placed_by_meta},
)

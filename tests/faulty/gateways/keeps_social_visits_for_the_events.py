"""See the vice."""

from typing import Any

from reference.visit import Visit, session_row
from tests.faulty.fault import Fault


def row_without_social(visit: Visit, session_id: Any) -> dict[str, Any]:
    """Know three sources in the sessions, five in the events."""
    row = session_row(visit, session_id)
    return row | {"attribution_source": "Organic"} if row["attribution_source"] == "Paid Social" else row


FAULT = Fault(
    name="keeps-social-visits-for-the-events",
    vice="A session from a social network is Organic; its events are Paid Social.",
    killed_by=("GWY-612",),
    replacements={"reference.gateway.session_row": row_without_social},
)

"""See the vice."""

from typing import Any

from reference.visit import Visit
from tests.faulty.fault import Fault


def bare_row(visit: Visit, session_id: Any) -> dict[str, Any]:
    return {"id": session_id, "site_id": visit.site_id, "created_month": visit.month}


FAULT = Fault(
    name="stores-a-bare-session",
    vice="A new session is only what the table demands: id, site and month.",
    killed_by=("GWY-610", "GWY-612"),
    replacements={"reference.gateway.session_row": bare_row},
)

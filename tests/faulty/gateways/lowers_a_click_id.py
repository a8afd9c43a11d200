"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_with_a_lowered_id(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    """Take an ad's id for a word."""
    row = call_row(visit, session, intent)
    return row | {"click_id": row["click_id"].lower() if isinstance(row["click_id"], str) else row["click_id"]}


FAULT = Fault(
    name="lowers-a-click-id",
    vice="The click id of a call is stored in lower case: no ad platform knows it.",
    killed_by=("GWY-934",),
    replacements={"reference.gateway.call_row": row_with_a_lowered_id},
)

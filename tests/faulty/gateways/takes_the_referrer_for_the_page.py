"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_with_the_referrer(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    """The page a click came from is not the page it was made on."""
    return call_row(visit, session, intent) | {"intent_page_url": visit.beacon.referrer}


FAULT = Fault(
    name="takes-the-referrer-for-the-page",
    vice="intent_page_url is the page before the one on which the link was clicked.",
    killed_by=("GWY-927",),
    replacements={"reference.gateway.call_row": row_with_the_referrer},
)

"""See the vice."""

from typing import Any

from reference.intents import Intent
from reference.protocols import StoredSession
from reference.visit import Visit, call_row
from tests.faulty.fault import Fault


def row_with_the_whole_url(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    return call_row(visit, session, intent) | {"intent_page_url": visit.beacon.url}


FAULT = Fault(
    name="keeps-a-page-url-whole",
    vice="intent_page_url is u as it came, however long.",
    killed_by=("GWY-935",),
    replacements={"reference.gateway.call_row": row_with_the_whole_url},
)

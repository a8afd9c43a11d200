"""See the vice."""

from typing import Any

from reference.postgres_store import _SESSION_UPDATES
from reference.protocols import StoredSession
from reference.visit import Visit, session_row
from tests.faulty.fault import Fault

_ENTRY = ("entry_page", "ip_address", "wbraid", "gbraid")


def row_anew(visit: Visit, session: StoredSession) -> dict[str, Any]:
    return session_row(visit, session.id)


FAULT = Fault(
    name="completes-a-session-as-if-it-were-new",
    vice="A completion writes the whole row again: the entry page moves, and a gclid is erased.",
    killed_by=("GWY-618", "GWY-619"),
    replacements={
        "reference.gateway.completed_session_row": row_anew,
        "reference.postgres_store._SESSION_UPDATES": (*_SESSION_UPDATES, *_ENTRY),
    },
)

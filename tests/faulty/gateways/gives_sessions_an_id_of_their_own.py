"""See the vice."""

from typing import Any
from uuid import uuid4

from reference.visit import Visit, session_row
from tests.faulty.fault import Fault


def row_with_a_fresh_id(visit: Visit, _session_id: Any) -> dict[str, Any]:
    return session_row(visit, str(uuid4()))


FAULT = Fault(
    name="gives-sessions-an-id-of-their-own",
    vice="A new session gets an id of the gateway's, whatever the client sent as sid.",
    killed_by=("GWY-601",),
    replacements={"reference.gateway.session_row": row_with_a_fresh_id},
)

"""See the vice."""

import ipaddress
from typing import Any

from reference.visit import Visit, session_row
from tests.faulty.fault import Fault


def row_with_a_good_address(visit: Visit, session_id: Any) -> dict[str, Any]:
    row = session_row(visit, session_id)
    try:
        ipaddress.ip_interface(visit.address)
    except ValueError:
        row["ip_address"] = None
    return row


FAULT = Fault(
    name="stores-an-unusable-address-as-null",
    vice="An address that is none is left out of the session.",
    killed_by=("GWY-833",),
    replacements={"reference.gateway.session_row": row_with_a_good_address},
)

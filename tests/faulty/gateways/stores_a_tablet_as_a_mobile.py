"""See the vice."""

from typing import Any

from reference.visit import Visit, session_row
from tests.faulty.fault import Fault


def row_of_two_classes(visit: Visit, session_id: Any) -> dict[str, Any]:
    """Know two classes of device in the sessions, three in the events."""
    row = session_row(visit, session_id)
    return row | {"device_type": "mobile" if row["device_type"] == "tablet" else row["device_type"]}


FAULT = Fault(
    name="stores-a-tablet-as-a-mobile",
    vice="A session of a tablet says mobile; its events say tablet.",
    killed_by=("GWY-837",),
    replacements={"reference.gateway.session_row": row_of_two_classes},
)

"""See the vice."""

from typing import Any

from reference.javascript import spread
from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_of_the_client(visit: Visit) -> dict[str, Any]:
    return event_metadata(visit) | spread(visit.beacon.meta)


FAULT = Fault(
    name="lets-meta-override-server-keys",
    vice="meta is spread last: a client sets its own lead score.",
    killed_by=("GWY-813",),
    replacements={"reference.visit.event_metadata": metadata_of_the_client},
)

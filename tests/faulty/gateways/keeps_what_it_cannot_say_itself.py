"""See the vice."""

from typing import Any

from reference.javascript import UNDEFINED, spread
from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_with_forgeries(visit: Visit) -> dict[str, Any]:
    known = {key: value for key, value in event_metadata(visit).items() if value is not UNDEFINED}
    return spread(visit.beacon.meta) | known


FAULT = Fault(
    name="keeps-what-it-cannot-say-itself",
    vice="Where the gateway has no value of its own, a client's forged one stays.",
    killed_by=("GWY-814",),
    replacements={"reference.visit.event_metadata": metadata_with_forgeries},
)

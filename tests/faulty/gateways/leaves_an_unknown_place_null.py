"""See the vice."""

from typing import Any

from reference.visit import Visit, event_metadata
from reference.visitor import UNKNOWN
from tests.faulty.fault import Fault


def metadata_of_known_places(visit: Visit) -> dict[str, Any]:
    metadata = event_metadata(visit)
    unknown = [key for key in ("city", "country", "timezone") if metadata[key] == UNKNOWN]
    return metadata | dict.fromkeys(unknown)


FAULT = Fault(
    name="leaves-an-unknown-place-null",
    vice="Without geography headers there is no word for city, country and time zone.",
    killed_by=("GWY-845",),
    replacements={"reference.visit.event_metadata": metadata_of_known_places},
)

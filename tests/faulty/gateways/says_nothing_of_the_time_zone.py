"""See the vice."""

from typing import Any

from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_without_a_time_zone(visit: Visit) -> dict[str, Any]:
    return {key: value for key, value in event_metadata(visit).items() if key != "timezone"}


FAULT = Fault(
    name="says-nothing-of-the-time-zone",
    vice="Metadata has no timezone.",
    killed_by=("GWY-812",),
    replacements={"reference.visit.event_metadata": metadata_without_a_time_zone},
)

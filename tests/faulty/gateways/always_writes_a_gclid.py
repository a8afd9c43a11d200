"""See the vice."""

from typing import Any

from reference.javascript import UNDEFINED
from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_with_a_gclid(visit: Visit) -> dict[str, Any]:
    metadata = event_metadata(visit)
    return metadata | {"gclid": None} if metadata["gclid"] is UNDEFINED else metadata


FAULT = Fault(
    name="always-writes-a-gclid",
    vice="metadata.gclid is null where nobody sent one.",
    killed_by=("GWY-815",),
    replacements={"reference.visit.event_metadata": metadata_with_a_gclid},
)

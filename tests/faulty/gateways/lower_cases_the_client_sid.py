"""See the vice."""

from typing import Any

from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_with_a_normal_sid(visit: Visit) -> dict[str, Any]:
    metadata = event_metadata(visit)
    sid = metadata["client_sid"]
    return metadata | {"client_sid": sid.lower() if isinstance(sid, str) else sid}


FAULT = Fault(
    name="lower-cases-the-client-sid",
    vice="metadata.client_sid is normalised like an id, so the client's spelling is lost.",
    killed_by=("GWY-609",),
    replacements={"reference.visit.event_metadata": metadata_with_a_normal_sid},
)

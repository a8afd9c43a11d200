"""See the vice."""

from typing import Any

from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_of_trimmed_texts(visit: Visit) -> dict[str, Any]:
    """Tidy what clients send."""
    metadata = event_metadata(visit)
    return {key: value.strip() if isinstance(value, str) else value for key, value in metadata.items()}


FAULT = Fault(
    name="trims-the-texts-of-metadata",
    vice="The texts of metadata lose the blanks around them.",
    killed_by=("GWY-824",),
    replacements={"reference.visit.event_metadata": metadata_of_trimmed_texts},
)

"""See the vice."""

import unicodedata
from typing import Any

from reference.protocols import StoredSession
from reference.visit import Visit, event_row
from tests.faulty.fault import Fault


def row_of_composed_texts(visit: Visit, session: StoredSession) -> dict[str, Any]:
    """Normalise, so that equal letters are equal text."""
    row = event_row(visit, session)
    return {
        column: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        for column, value in row.items()
    }


FAULT = Fault(
    name="composes-the-texts-of-an-event",
    vice="The texts of an event are stored in Unicode's composed form.",
    killed_by=("GWY-823",),
    replacements={"reference.gateway.event_row": row_of_composed_texts},
)

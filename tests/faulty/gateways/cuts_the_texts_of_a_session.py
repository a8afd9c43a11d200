"""See the vice."""

from typing import Any

from reference.visit import Visit, session_row
from tests.faulty.fault import Fault

COLUMN_LETTERS = 255


def row_of_short_texts(visit: Visit, session_id: Any) -> dict[str, Any]:
    """Cut as another database's columns would."""
    row = session_row(visit, session_id)
    return {column: value[:COLUMN_LETTERS] if isinstance(value, str) else value for column, value in row.items()}


FAULT = Fault(
    name="cuts-the-texts-of-a-session",
    vice="The texts of a session are cut to 255 letters.",
    killed_by=("GWY-631",),
    replacements={"reference.gateway.session_row": row_of_short_texts},
)

"""See the vice."""

from typing import Any

from reference.payload import Beacon
from reference.visit import progress_row
from tests.faulty.fault import Fault


def row_without_a_query(beacon: Beacon, counted: int | None) -> dict[str, Any]:
    """Keep the page, not how it was asked for."""
    row = progress_row(beacon, counted)
    return {key: value.partition("?")[0] if isinstance(value, str) else value for key, value in row.items()}


FAULT = Fault(
    name="drops-the-query-of-an-exit-page",
    vice="The exit page is stored without its query.",
    killed_by=("GWY-957",),
    replacements={"reference.gateway.progress_row": row_without_a_query},
)

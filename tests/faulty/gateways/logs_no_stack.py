"""See the vice."""

from typing import Any

from reference.gateway import _error_fields
from tests.faulty.fault import Fault


def fields_without_a_stack(error: Exception) -> dict[str, Any]:
    return {name: value for name, value in _error_fields(error).items() if name != "stack"}


FAULT = Fault(
    name="logs-no-stack",
    vice="An error is logged by its message alone.",
    killed_by=("GWY-981", "GWY-983"),
    replacements={"reference.gateway._error_fields": fields_without_a_stack},
)

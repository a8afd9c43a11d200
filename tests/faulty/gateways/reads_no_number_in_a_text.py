"""See the vice."""

from typing import Any

from reference.visit import event_value
from tests.faulty.fault import Fault


def value_of_numbers(value: Any) -> float | None:
    return event_value(value) if isinstance(value, float) else None


FAULT = Fault(
    name="reads-no-number-in-a-text",
    vice="Only numbers have a value; a text, also of digits alone, is null.",
    killed_by=("GWY-808",),
    replacements={"reference.visit.event_value": value_of_numbers},
)

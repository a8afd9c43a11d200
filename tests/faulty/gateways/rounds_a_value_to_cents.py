"""See the vice."""

from typing import Any

from reference.visit import event_value
from tests.faulty.fault import Fault


def value_in_cents(value: Any) -> float | None:
    """Take every value for money."""
    number = event_value(value)
    return None if number is None else round(number, 2)


FAULT = Fault(
    name="rounds-a-value-to-cents",
    vice="event_value is rounded to two places.",
    killed_by=("GWY-808",),
    replacements={"reference.visit.event_value": value_in_cents},
)

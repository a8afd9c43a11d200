"""See the vice."""

from typing import Any

from reference.visit import event_value
from tests.faulty.fault import Fault


def value_or_zero(value: Any) -> float | None:
    return 0.0 if value == 0 and isinstance(value, float) else event_value(value)


FAULT = Fault(
    name="stores-zero-as-zero",
    vice="A value of 0 is a value.",
    killed_by=("GWY-808",),
    replacements={"reference.visit.event_value": value_or_zero},
)

"""See the vice."""

from typing import Any

from reference.javascript import number_to_string, to_number, truthy
from tests.faulty.fault import Fault


def value_of_any_kind(value: Any) -> str | None:
    return number_to_string(to_number(value)) if truthy(value) else None


FAULT = Fault(
    name="stores-values-that-are-no-number",
    vice="What is no finite number goes to the database, which has a NaN and an Infinity.",
    killed_by=("GWY-809",),
    replacements={"reference.visit.event_value": value_of_any_kind},
)

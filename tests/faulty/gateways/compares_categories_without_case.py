"""See the vice."""

from typing import Any

from reference.visit import Visit, event_category
from tests.faulty.fault import Fault


def category_in_any_case(visit: Visit) -> Any:
    category = visit.beacon.category
    kept = isinstance(category, str) and category.strip().lower() in ("system", "conversion")
    return category if kept else event_category(visit)


FAULT = Fault(
    name="compares-categories-without-case",
    vice="With a gclid `System` and `CONVERSION` are kept like their lower-case namesakes.",
    killed_by=("GWY-706",),
    replacements={"reference.visit.event_category": category_in_any_case},
)

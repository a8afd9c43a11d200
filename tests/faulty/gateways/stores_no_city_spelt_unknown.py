"""See the vice."""

from typing import Any

from reference.visitor import Place
from tests.faulty.fault import Fault


def city_unless_unknown_in_any_case(self: Place) -> Any:
    return None if str(self.city).lower() == "unknown" else self.city


FAULT = Fault(
    name="stores-no-city-spelt-unknown",
    vice="The word Unknown is taken for no city however it is spelt.",
    killed_by=("GWY-613",),
    replacements={"reference.visitor.Place.known_city": property(city_unless_unknown_in_any_case)},
)

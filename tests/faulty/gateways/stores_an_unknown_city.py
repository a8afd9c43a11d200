"""See the vice."""

from typing import Any

from reference.visitor import Place
from tests.faulty.fault import Fault


def city_as_it_is(self: Place) -> Any:
    return self.city


FAULT = Fault(
    name="stores-an-unknown-city",
    vice="The word Unknown is stored as the session's city.",
    killed_by=("GWY-613",),
    replacements={"reference.visitor.Place.known_city": property(city_as_it_is)},
)

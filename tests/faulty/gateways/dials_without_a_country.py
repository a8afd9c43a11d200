"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="dials-without-a-country",
    vice="A local number gets its + and no country code.",
    killed_by=("GWY-910",),
    replacements={"reference.intents._COUNTRY": "+"},
)

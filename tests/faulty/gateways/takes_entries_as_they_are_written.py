"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-entries-as-they-are-written",
    vice="The entries of ALLOWED_ORIGINS keep their capitals, inner white space and slashes.",
    killed_by=("GWY-120",),
    replacements={"reference.cors._normalised_entry": str.strip},
)

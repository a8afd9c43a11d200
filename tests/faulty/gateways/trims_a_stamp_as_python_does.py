"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="trims-a-stamp-as-python-does",
    vice="str.strip for String.trim: a BOM stays, and control characters go.",
    killed_by=("GWY-916",),
    replacements={"reference.intents.trim": str.strip},
)

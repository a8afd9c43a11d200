"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="rewrites-conversions-to-acquisition",
    vice="An ad click's conversion is counted as an acquisition.",
    killed_by=("GWY-705",),
    replacements={"reference.visit._KEPT_CATEGORIES": ("system",)},
)

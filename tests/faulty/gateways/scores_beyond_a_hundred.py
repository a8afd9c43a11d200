"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="scores-beyond-a-hundred",
    vice="The points are added up and not capped.",
    killed_by=("GWY-737",),
    replacements={"reference.attribution.HIGHEST_SCORE": 1000},
)

"""See the vice."""

from dataclasses import replace

from reference.attribution import Attribution, ClickIds, lead_score
from reference.payload import Beacon
from tests.faulty.fault import Fault


def score_every_category(beacon: Beacon, attribution: Attribution, clicks: ClickIds) -> int:
    known = beacon if beacon.category == "conversion" else replace(beacon, category="interaction")
    return lead_score(known, attribution, clicks)


FAULT = Fault(
    name="scores-any-category-as-an-interaction",
    vice="A category that gives no points is given those of an interaction.",
    killed_by=("GWY-731",),
    replacements={"reference.attribution.lead_score": score_every_category},
)

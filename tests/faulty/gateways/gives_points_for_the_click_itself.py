"""See the vice."""

from reference.attribution import Attribution, ClickIds, lead_score
from reference.payload import Beacon
from tests.faulty.fault import Fault


def score_the_click(beacon: Beacon, attribution: Attribution, _clicks: ClickIds) -> int:
    return lead_score(beacon, attribution, ClickIds(None, None, None))


FAULT = Fault(
    name="gives-points-for-the-click-itself",
    vice="A gclid gives the 25 points of a paid source.",
    killed_by=("GWY-736",),
    replacements={"reference.attribution.lead_score": score_the_click},
)

"""See the vice."""

from typing import Any

from reference.attribution import lead_score
from reference.payload import Beacon
from tests.faulty.fault import Fault

CALL_POINTS = 10


def score_of_a_caller(beacon: Beacon, *rest: Any) -> int:
    """Think that who calls is worth more."""
    return min(100, lead_score(beacon, *rest) + CALL_POINTS * (beacon.action == "phone_call"))


FAULT = Fault(
    name="gives-points-for-a-phone-call",
    vice="A phone call gives ten points that nobody agreed on.",
    killed_by=("GWY-742",),
    replacements={"reference.attribution.lead_score": score_of_a_caller},
)

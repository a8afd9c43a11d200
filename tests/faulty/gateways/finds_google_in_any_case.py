"""See the vice."""

from dataclasses import replace

from reference.attribution import Attribution, ClickIds, lead_score
from reference.payload import Beacon
from tests.faulty.fault import Fault


def score_any_google(beacon: Beacon, attribution: Attribution, clicks: ClickIds) -> int:
    referrer = beacon.referrer
    lowered = replace(beacon, referrer=referrer.lower() if isinstance(referrer, str) else referrer)
    return lead_score(lowered, attribution, clicks)


FAULT = Fault(
    name="finds-google-in-any-case",
    vice="A referrer's google gives its points in capitals, too.",
    killed_by=("GWY-735",),
    replacements={"reference.attribution.lead_score": score_any_google},
)

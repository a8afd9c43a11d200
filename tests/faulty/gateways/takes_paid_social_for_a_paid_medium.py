"""See the vice."""

from reference.attribution import Attribution, ClickIds, attribute
from reference.payload import Beacon, PageUrl
from tests.faulty.fault import Fault


def attribute_loosely(beacon: Beacon, url: PageUrl, clicks: ClickIds, *, past_click: bool) -> Attribution:
    medium = (url.parameter("utm_medium") or "").lower()
    if not clicks.from_ad and any(word in medium for word in ("cpc", "ppc", "paid")):
        return Attribution("Paid (UTM)", paid=True)
    return attribute(beacon, url, clicks, past_click=past_click)


FAULT = Fault(
    name="takes-paid-social-for-a-paid-medium",
    vice="utm_medium is searched for cpc, ppc and paid instead of being compared with them.",
    killed_by=("GWY-709",),
    replacements={"reference.attribution.attribute": attribute_loosely},
)

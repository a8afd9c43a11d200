"""See the vice."""

from reference.attribution import Attribution, ClickIds, attribute
from reference.payload import Beacon, PageUrl
from tests.faulty.fault import Fault


def attribute_to_the_click_last(beacon: Beacon, url: PageUrl, clicks: ClickIds, *, past_click: bool) -> Attribution:
    other = attribute(beacon, url, ClickIds(None, None, None), past_click=past_click)
    return other if other.paid else attribute(beacon, url, clicks, past_click=past_click)


FAULT = Fault(
    name="lets-utm-beat-a-gclid",
    vice="utm_medium and social referrers are asked before the gclid.",
    killed_by=("GWY-708",),
    replacements={"reference.attribution.attribute": attribute_to_the_click_last},
)

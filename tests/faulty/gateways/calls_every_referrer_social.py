"""See the vice."""

from reference.attribution import Attribution, ClickIds, attribute
from reference.javascript import truthy
from reference.payload import Beacon, PageUrl
from tests.faulty.fault import Fault


def attribute_generously(beacon: Beacon, url: PageUrl, clicks: ClickIds, *, past_click: bool) -> Attribution:
    found = attribute(beacon, url, clicks, past_click=past_click)
    return found if found.paid or not truthy(beacon.referrer) else Attribution("Paid Social", paid=True)


FAULT = Fault(
    name="calls-every-referrer-social",
    vice="Any referrer that is no search engine's is a paid social one.",
    killed_by=("GWY-712",),
    replacements={"reference.attribution.attribute": attribute_generously},
)

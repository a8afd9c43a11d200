"""See the vice."""

from reference.attribution import ClickIds
from reference.javascript import either
from reference.payload import Beacon, PageUrl
from tests.faulty.fault import Fault


def read_meta_first(beacon: Beacon, url: PageUrl) -> ClickIds:
    return ClickIds(*(either(beacon.extra(name), url.parameter(name)) for name in ("gclid", "wbraid", "gbraid")))


FAULT = Fault(
    name="lets-click-ids-of-meta-win",
    vice="meta's click ids are asked before the URL's.",
    killed_by=("GWY-611", "GWY-701"),
    replacements={"reference.attribution.read_click_ids": read_meta_first},
)

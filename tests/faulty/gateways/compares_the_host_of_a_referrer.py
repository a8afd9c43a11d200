"""See the vice."""

from urllib.parse import urlsplit

from reference.attribution import Attribution, ClickIds, attribute
from reference.payload import Beacon, PageUrl
from tests.faulty.fault import Fault

_HOSTS = ("facebook.com", "instagram.com", "linkedin.com", "twitter.com", "tiktok.com", "x.com")


def attribute_by_host(beacon: Beacon, url: PageUrl, clicks: ClickIds, *, past_click: bool) -> Attribution:
    found = attribute(beacon, url, clicks, past_click=past_click)
    host = f".{urlsplit(str(beacon.referrer)).hostname}"
    is_social = any(host.endswith(f".{name}") for name in _HOSTS)
    return Attribution("Organic", paid=False) if found.source == "Paid Social" and not is_social else found


FAULT = Fault(
    name="compares-the-host-of-a-referrer",
    vice="A social network is looked for in the referrer's host, where it may stand anywhere.",
    killed_by=("GWY-711",),
    replacements={"reference.attribution.attribute": attribute_by_host},
)

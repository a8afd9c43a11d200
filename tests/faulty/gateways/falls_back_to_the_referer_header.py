"""See the vice."""

from dataclasses import replace

from reference.gateway import Gateway, Understood
from reference.javascript import either
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Head
from tests.faulty.fault import Fault

_enrich = Gateway._enrich


async def enrich_from_the_header(
    self: Gateway, site_id: str, understood: Understood, head: Head, observer: Observer
) -> Visit:
    referrer = either(understood.beacon.referrer, head.get("referer"), understood.beacon.referrer)
    beacon = replace(understood.beacon, referrer=referrer)
    return await _enrich(self, site_id, replace(understood, beacon=beacon), head, observer)


FAULT = Fault(
    name="falls-back-to-the-referer-header",
    vice="Without r the Referer header is the referrer.",
    killed_by=("GWY-713", "GWY-816"),
    replacements={"reference.gateway.Gateway._enrich": enrich_from_the_header},
)

"""See the vice."""

from dataclasses import replace

from reference.attribution import attribute, lead_score
from reference.gateway import Gateway, Understood
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Head
from tests.faulty.fault import Fault

_enrich = Gateway._enrich


async def enrich_nobody(self: Gateway, site_id: str, understood: Understood, head: Head, observer: Observer) -> Visit:
    visit = await _enrich(self, site_id, understood, head, observer)
    if visit.clicks.from_ad or visit.fingerprint is not None:
        return visit
    past_click = await self._has_past_click(None)
    source = attribute(visit.beacon, understood.url, visit.clicks, past_click=past_click)
    return replace(visit, attribution=source, score=lead_score(visit.beacon, source, visit.clicks))


FAULT = Fault(
    name="takes-nobody-for-somebody",
    vice="Visitors without a fingerprint have one past: that of all of them.",
    killed_by=("GWY-717",),
    replacements={"reference.gateway.Gateway._enrich": enrich_nobody},
)

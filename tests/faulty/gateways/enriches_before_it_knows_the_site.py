"""See the vice."""

from dataclasses import replace

from reference.gateway import Admission, Gateway, _understand
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault


async def accept_strangers_visits(
    self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Answer:
    """Attribution and score, and whatever they throw, before the site is looked up."""
    understood = _understand(admission, body, observer)
    if isinstance(understood, Answer):
        return understood
    visit = await self._enrich("", understood, admission.head, observer)
    site_id = await self._find_site(admission, understood.site_spellings, observer)
    if isinstance(site_id, Answer):
        return site_id
    return await self._write(admission, replace(visit, site_id=site_id), observer)


FAULT = Fault(
    name="enriches-before-it-knows-the-site",
    vice="A beacon of an unknown site is attributed and scored first, and may fail there.",
    killed_by=("GWY-975",),
    replacements={"reference.gateway.Gateway._accept": accept_strangers_visits},
)

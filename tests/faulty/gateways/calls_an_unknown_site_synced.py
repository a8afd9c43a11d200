"""See the vice."""

from reference.gateway import Admission, Gateway
from reference.protocols import Observer
from reference.wire import Answer, sync_body
from tests.faulty.fault import Fault

_find_site = Gateway._find_site


async def find_site_or_nod(
    self: Gateway, admission: Admission, spellings: list[str], observer: Observer
) -> str | Answer:
    """Do not tell strangers which sites there are."""
    found = await _find_site(self, admission, spellings, observer)
    if isinstance(found, Answer) and found.status == 404:
        return Answer(200, admission.headers, sync_body(ok=True, score=0, status="synced"))
    return found


FAULT = Fault(
    name="calls-an-unknown-site-synced",
    vice="An unknown site is answered 200: a mistyped id is never noticed.",
    killed_by=("GWY-501", "GWY-502"),
    replacements={"reference.gateway.Gateway._find_site": find_site_or_nod},
)

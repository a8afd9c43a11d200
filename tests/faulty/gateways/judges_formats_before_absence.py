"""See the vice."""

from reference import gateway
from reference.gateway import Admission, Understood, _refusal
from reference.javascript import UNDEFINED
from reference.json_text import parse
from reference.payload import read_beacon, site_spellings
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_understand = gateway._understand


def understand_format_first(admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Understood | Answer:
    """An `s` that is sent must be a UUID, before anything is missed."""
    understood = _understand(admission, body, observer)
    if not (isinstance(understood, Answer) and understood.status == 200):
        return understood
    site = read_beacon(parse(body)).site
    if site is UNDEFINED or site_spellings(site):
        return understood
    return _refusal(400, admission.headers, None, "Invalid site_id format")


FAULT = Fault(
    name="judges-formats-before-absence",
    vice="Only a key that is not there is missing: null and an empty text are bad formats.",
    killed_by=("GWY-414", "GWY-973"),
    replacements={"reference.gateway._understand": understand_format_first},
)

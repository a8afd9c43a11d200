"""See the vice."""

from reference import gateway
from reference.gateway import Admission, Understood, _refusal
from reference.json_text import parse
from reference.payload import parse_url, read_beacon
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_understand = gateway._understand
_BAD_SITE = "Invalid site_id format"


def understand_url_first(admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Understood | Answer:
    """Of two faults the url's is named."""
    understood = _understand(admission, body, observer)
    bad_site = isinstance(understood, Answer) and understood.body.get("message") == _BAD_SITE
    if bad_site and parse_url(read_beacon(parse(body)).url) is None:
        return _refusal(400, admission.headers, None, "Invalid url format")
    return understood


FAULT = Fault(
    name="judges-the-url-before-the-site",
    vice="A bad `u` beats a bad `s`.",
    killed_by=("GWY-974",),
    replacements={"reference.gateway._understand": understand_url_first},
)

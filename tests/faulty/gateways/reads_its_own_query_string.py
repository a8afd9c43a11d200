"""See the vice."""

import json
from urllib.parse import parse_qsl, urlsplit

from reference import gateway
from reference.gateway import Admission, Understood
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_understand = gateway._understand


def understand_both(admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Understood | Answer:
    """Parameters come from wherever they are, as `$_REQUEST` has them."""
    query = dict(parse_qsl(urlsplit(admission.head.url).query))
    if query and isinstance(body, bytes):
        body = json.dumps({**json.loads(body), **query}).encode()
    return _understand(admission, body, observer)


FAULT = Fault(
    name="reads-its-own-query-string",
    vice="Parameters of the request's own URL stand in for the beacon's.",
    killed_by=("GWY-411",),
    replacements={"reference.gateway._understand": understand_both},
)

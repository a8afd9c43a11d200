"""See the vice."""

import json

from reference import gateway
from reference.gateway import Admission, Understood
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_understand = gateway._understand


def understand_by_the_origin(
    admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Understood | Answer:
    """A page that sends no url is taken for its origin's front page."""
    understood = _understand(admission, body, observer)
    if isinstance(understood, Answer) and understood.status == 200 and isinstance(beacon := json.loads(body), dict):
        return _understand(admission, json.dumps({**beacon, "u": admission.head.get("origin")}).encode(), observer)
    return understood


FAULT = Fault(
    name="guesses-a-missing-url",
    vice="A beacon without `u` is stored as a visit of its origin instead of being skipped.",
    killed_by=("GWY-412", "GWY-413"),
    replacements={"reference.gateway._understand": understand_by_the_origin},
)

"""See the vice."""

from dataclasses import replace

from ada_url import URL

from reference import gateway
from reference.gateway import Admission, Understood
from reference.javascript import to_string
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_understand = gateway._understand


def understand_normalised(admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Understood | Answer:
    """Store `new URL(u).href`."""
    understood = _understand(admission, body, observer)
    if isinstance(understood, Answer):
        return understood
    return replace(understood, beacon=replace(understood.beacon, url=URL(to_string(understood.beacon.url)).href))


FAULT = Fault(
    name="normalises-the-url-it-stores",
    vice="The URL is stored as it was parsed, not as it was given.",
    killed_by=("GWY-424",),
    replacements={"reference.gateway._understand": understand_normalised},
)

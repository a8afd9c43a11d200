"""See the vice."""

from reference import gateway
from reference.gateway import Admission, Understood, _refusal
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_understand = gateway._understand


def understand_or_complain(admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Understood | Answer:
    """What is incomplete is a bad request; the tracker keeps it and sends it for ever."""
    understood = _understand(admission, body, observer)
    if isinstance(understood, Answer) and understood.status == 200:
        return _refusal(400, admission.headers, None, "Missing site_id or url")
    return understood


FAULT = Fault(
    name="answers-a-skip-with-400",
    vice="A beacon without `s` or `u` is a bad request instead of being skipped.",
    killed_by=("GWY-412",),
    replacements={"reference.gateway._understand": understand_or_complain},
)

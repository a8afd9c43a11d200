"""See the vice."""

from dataclasses import replace

from reference.gateway import Admission, Gateway
from reference.javascript import to_string
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Answer
from tests.faulty.fault import Fault

_write = Gateway._write


async def write_and_tell(self: Gateway, admission: Admission, visit: Visit, observer: Observer) -> Answer:
    """One more key, for debugging."""
    answer = await _write(self, admission, visit, observer)
    return replace(answer, body={**answer.body, "session_id": to_string(visit.beacon.session_id)})


FAULT = Fault(
    name="tells-the-session-in-its-answer",
    vice="The answer of a stored event has a key that it should not have.",
    killed_by=("GWY-961",),
    replacements={"reference.gateway.Gateway._write": write_and_tell},
)

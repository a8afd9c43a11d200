"""See the vice."""

from dataclasses import replace

from reference.gateway import Admission, Gateway
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Answer
from tests.faulty.fault import Fault

_write = Gateway._write


async def write_and_say_nothing(self: Gateway, admission: Admission, visit: Visit, observer: Observer) -> Answer:
    answer = await _write(self, admission, visit, observer)
    return replace(answer, body={**answer.body, "score": 0}) if answer.status == 200 and answer.body else answer


FAULT = Fault(
    name="answers-no-score",
    vice="The answer's score is 0; the event has the real one.",
    killed_by=("GWY-741",),
    replacements={"reference.gateway.Gateway._write": write_and_say_nothing},
)

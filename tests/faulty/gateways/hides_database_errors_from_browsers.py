"""See the vice."""

from dataclasses import replace

from reference.gateway import Admission, Gateway
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Answer
from tests.faulty.fault import Fault

_write = Gateway._write


async def write_or_answer_bare(self: Gateway, admission: Admission, visit: Visit, observer: Observer) -> Answer:
    """The catch block answers without the headers that the try block had."""
    answer = await _write(self, admission, visit, observer)
    return replace(answer, headers={}) if answer.status == 500 else answer


FAULT = Fault(
    name="hides-database-errors-from-browsers",
    vice="A failed write is answered without CORS headers: the page sees a network error.",
    killed_by=("GWY-963",),
    replacements={"reference.gateway.Gateway._write": write_or_answer_bare},
)

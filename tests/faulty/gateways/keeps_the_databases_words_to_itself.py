"""See the vice."""

from dataclasses import replace

from reference.gateway import Admission, Gateway
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Answer
from tests.faulty.fault import Fault

_write = Gateway._write


async def write_without_details(self: Gateway, admission: Admission, visit: Visit, observer: Observer) -> Answer:
    """A message is enough."""
    answer = await _write(self, admission, visit, observer)
    return replace(answer, body={key: value for key, value in answer.body.items() if key != "details"})


FAULT = Fault(
    name="keeps-the-databases-words-to-itself",
    vice="`Session lookup failed` without its `details`.",
    killed_by=("GWY-967",),
    replacements={"reference.gateway.Gateway._write": write_without_details},
)

"""See the vice."""

from reference.gateway import Admission, Gateway
from reference.protocols import Observer
from reference.visit import Visit
from reference.wire import Answer, sync_body
from tests.faulty.fault import Fault

_write = Gateway._write


async def write_or_say_so(self: Gateway, admission: Admission, visit: Visit, observer: Observer) -> Answer:
    answer = await _write(self, admission, visit, observer)
    if (answer.body or {}).get("message") != "Database write failed":
        return answer
    return Answer(200, answer.headers, sync_body(ok=True, score=visit.score, status="synced"))


FAULT = Fault(
    name="swallows-a-partition-fault",
    vice="What could not be written is answered 200, as if it had been.",
    killed_by=("GWY-626", "GWY-822"),
    replacements={"reference.gateway.Gateway._write": write_or_say_so},
)

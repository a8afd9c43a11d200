"""See the vice."""

from reference.cors import judge_origin
from reference.gateway import Admission, Gateway, _refuse_limit, _refuse_origin
from reference.protocols import Observer
from reference.rate_limit import client_of
from reference.wire import Answer, BodyFailure, Head
from tests.faulty.fault import Fault

_accept = Gateway.accept


def admit_for_now(self: Gateway, head: Head, _observer: Observer) -> Admission | Answer:
    """What the limiter says is looked at later."""
    verdict = judge_origin(head.get("origin"), self._origins)
    if not verdict.allowed:
        return _refuse_origin(head, verdict, self._origins)
    return Admission(head, verdict, self._limiter.admit(client_of(head), self._clock.now_ms()))


async def refuse_in_the_end(
    self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Answer:
    """The answer is a 429; the rows are there."""
    answer = await _accept(self, admission, body, observer)
    return answer if admission.quota.allowed else _refuse_limit(admission, self._clock.now_ms())


FAULT = Fault(
    name="stores-what-it-limits",
    vice="A limited beacon is stored and then refused: the tracker sends it again.",
    killed_by=("GWY-322",),
    replacements={
        "reference.gateway.Gateway.admit": admit_for_now,
        "reference.gateway.Gateway.accept": refuse_in_the_end,
    },
)

"""See the vice."""

from reference.cors import judge_origin
from reference.gateway import Admission, Gateway, _refuse_origin
from reference.protocols import Observer, Quota
from reference.rate_limit import LIMIT
from reference.wire import Answer, BodyFailure, Head
from tests.faulty.fault import Fault

_admit, _accept = Gateway.admit, Gateway.accept


def admit_for_now(self: Gateway, head: Head, observer: Observer) -> Admission | Answer:
    """Whether the origin may read the answer is seen to when there is one."""
    verdict = judge_origin(head.get("origin"), self._origins)
    if verdict.allowed:
        return _admit(self, head, observer)
    return Admission(head, verdict, Quota(allowed=True, limit=LIMIT, remaining=LIMIT, reset_ms=0))


async def refuse_in_the_end(
    self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Answer:
    """The answer is withheld; what was asked has been done."""
    answer = await _accept(self, admission, body, observer)
    return answer if admission.origin.allowed else _refuse_origin(admission.head, admission.origin, self._origins)


FAULT = Fault(
    name="writes-before-it-refuses",
    vice="The origin decides who may read the answer, not whose beacon is read and stored.",
    killed_by=("GWY-104", "GWY-978"),
    replacements={
        "reference.gateway.Gateway.admit": admit_for_now,
        "reference.gateway.Gateway.accept": refuse_in_the_end,
    },
)

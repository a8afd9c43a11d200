"""See the vice."""

from reference.cors import judge_origin
from reference.gateway import Admission, Gateway, _refuse_limit, _refuse_origin
from reference.protocols import Observer
from reference.rate_limit import client_of
from reference.wire import Answer, Head
from tests.faulty.fault import Fault


def admit_by_limit_first(self: Gateway, head: Head, _observer: Observer) -> Admission | Answer:
    """Limit, then origin."""
    verdict, now_ms = judge_origin(head.get("origin"), self._origins), self._clock.now_ms()
    admission = Admission(head, verdict, self._limiter.admit(client_of(head), now_ms))
    if not admission.quota.allowed:
        return _refuse_limit(admission, now_ms)
    return admission if verdict.allowed else _refuse_origin(head, verdict, self._origins)


FAULT = Fault(
    name="limits-before-it-asks-for-the-origin",
    vice="The limiter stands before CORS: another site's page uses up the visitor's limit.",
    killed_by=("GWY-309", "GWY-971"),
    replacements={"reference.gateway.Gateway.admit": admit_by_limit_first},
)

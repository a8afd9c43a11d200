"""See the vice."""

from reference.cors import judge_origin
from reference.gateway import Admission, Gateway, _refusal, _refuse_limit, _refuse_origin
from reference.json_text import NotJson, parse
from reference.protocols import Observer
from reference.rate_limit import client_of
from reference.wire import Answer, BodyFailure, Head
from tests.faulty.fault import Fault

_accept = Gateway.accept


def admit_unread(self: Gateway, head: Head, _observer: Observer) -> Admission | Answer:
    """The body first, then the limit."""
    verdict = judge_origin(head.get("origin"), self._origins)
    if not verdict.allowed:
        return _refuse_origin(head, verdict, self._origins)
    return Admission(head, verdict, self._limiter.admit(client_of(head), self._clock.now_ms()))


async def accept_read(self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Answer:
    """Whoever floods us with rubbish has it parsed, each time."""
    if admission.quota.allowed:
        return await _accept(self, admission, body, observer)
    try:
        parse(body)
    except NotJson:
        return _refusal(400, admission.headers, None, "Invalid JSON payload")
    return _refuse_limit(admission, self._clock.now_ms())


FAULT = Fault(
    name="parses-before-it-limits",
    vice="The body is read and parsed before the limit is asked.",
    killed_by=("GWY-972",),
    replacements={
        "reference.gateway.Gateway.admit": admit_unread,
        "reference.gateway.Gateway.accept": accept_read,
    },
)

"""See the vice."""

from reference.gateway import Admission, Gateway
from reference.protocols import Observer
from reference.rate_limit import client_of
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_accept = Gateway.accept


async def accept_and_give_back(
    self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Answer:
    """What stored nothing is taken off the count."""
    answer = await _accept(self, admission, body, observer)
    if answer.body and answer.body.get("status") != "synced":
        client = client_of(admission.head)
        reset_ms, counted = self._limiter._windows[client]
        self._limiter._windows[client] = (reset_ms, counted - 1)
    return answer


FAULT = Fault(
    name="gives-bad-requests-away",
    vice="Only stored events count against the limit: rubbish is free.",
    killed_by=("GWY-307",),
    replacements={"reference.gateway.Gateway.accept": accept_and_give_back},
)

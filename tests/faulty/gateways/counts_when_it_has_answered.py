"""See the vice."""

from reference import rate_limit
from reference.gateway import Admission, Gateway
from reference.protocols import Observer, Quota
from reference.rate_limit import FixedWindowLimiter
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_admit, _accept = FixedWindowLimiter.admit, Gateway.accept


def look_and_count_later(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Read what is left, and leave the counter as it is."""
    before = self._windows.get(client)
    quota = _admit(self, client, now_ms)
    if before is None:
        self._windows.pop(client, None)
    else:
        self._windows[client] = before
    return quota


async def accept_and_count(
    self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Answer:
    """Count what was answered."""
    answer = await _accept(self, admission, body, observer)
    _admit(self._limiter, rate_limit.client_of(admission.head), self._clock.now_ms())
    return answer


FAULT = Fault(
    name="counts-when-it-has-answered",
    vice="The limiter counts a request when it was answered: those that arrive together are all let through.",
    killed_by=("GWY-325",),
    replacements={
        "reference.rate_limit.FixedWindowLimiter.admit": look_and_count_later,
        "reference.gateway.Gateway.accept": accept_and_count,
    },
)

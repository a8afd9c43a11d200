"""See the vice."""

from reference.gateway import Gateway
from reference.protocols import Observer
from reference.rate_limit import client_of
from reference.wire import Answer, Head
from tests.faulty.fault import Fault

_preflight = Gateway.preflight


def preflight_and_count(self: Gateway, head: Head, observer: Observer) -> Answer:
    """A limiter before every method."""
    self._limiter.admit(client_of(head), self._clock.now_ms())
    return _preflight(self, head, observer)


FAULT = Fault(
    name="counts-preflights",
    vice="`OPTIONS` uses up the limit: a client has fifty beacons.",
    killed_by=("GWY-308",),
    replacements={"reference.gateway.Gateway.preflight": preflight_and_count},
)

"""See the vice."""

from dataclasses import replace

from reference.gateway import Gateway
from reference.protocols import Observer
from reference.wire import Answer, Head
from tests.faulty.fault import Fault

_preflight = Gateway.preflight


def preflight_without_content(self: Gateway, head: Head, observer: Observer) -> Answer:
    """Nothing to say is 204, refused or not."""
    return replace(_preflight(self, head, observer), status=204)


FAULT = Fault(
    name="answers-a-preflight-with-204",
    vice="Every preflight is answered 204, the refused ones as well.",
    killed_by=("GWY-201", "GWY-202"),
    replacements={"reference.gateway.Gateway.preflight": preflight_without_content},
)

"""See the vice."""

from dataclasses import replace

from reference.gateway import Gateway
from reference.protocols import Observer
from reference.wire import Answer, Head
from tests.faulty.fault import Fault

_preflight = Gateway.preflight
_ECHOED = {
    "Access-Control-Allow-Methods": "access-control-request-method",
    "Access-Control-Allow-Headers": "access-control-request-headers",
}


def preflight_as_asked(self: Gateway, head: Head, observer: Observer) -> Answer:
    """Allow whatever is asked for."""
    answer = _preflight(self, head, observer)
    asked = {allowed: head.get(request) for allowed, request in _ECHOED.items()}
    return replace(answer, headers={**answer.headers, **{name: value for name, value in asked.items() if value}})


FAULT = Fault(
    name="allows-what-a-preflight-asks-for",
    vice="A preflight's requested method and headers are echoed as the allowed ones.",
    killed_by=("GWY-204", "GWY-205"),
    replacements={"reference.gateway.Gateway.preflight": preflight_as_asked},
)

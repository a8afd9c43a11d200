"""See the vice."""

from reference.gateway import Admission, Gateway, _refusal
from reference.protocols import Observer
from reference.wire import Answer, BodyFailure
from tests.faulty.fault import Fault

_accept = Gateway.accept


async def accept_json_only(
    self: Gateway, admission: Admission, body: bytes | BodyFailure, observer: Observer
) -> Answer:
    """`sendBeacon` and old trackers send text/plain."""
    if not (admission.head.get("content-type") or "").startswith("application/json"):
        return _refusal(415, admission.headers, None, "Unsupported media type")
    return await _accept(self, admission, body, observer)


FAULT = Fault(
    name="wants-a-json-content-type",
    vice="A beacon that is not called application/json is refused.",
    killed_by=("GWY-403",),
    replacements={"reference.gateway.Gateway.accept": accept_json_only},
)

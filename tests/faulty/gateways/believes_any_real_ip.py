"""See the vice."""

from reference.rate_limit import client_of
from reference.wire import Head
from tests.faulty.fault import Fault


def told_by_a_proxy(head: Head) -> str:
    """Believe whoever says X-Real-IP."""
    return head.get("x-real-ip") or client_of(head)


FAULT = Fault(
    name="believes-any-real-ip",
    vice="X-Real-IP is the limiter's key where it is there, whoever sent it.",
    killed_by=("GWY-324",),
    replacements={"reference.rate_limit.client_of": told_by_a_proxy},
)

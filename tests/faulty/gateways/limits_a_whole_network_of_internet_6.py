"""See the vice."""

from reference.rate_limit import client_of
from reference.wire import Head
from tests.faulty.fault import Fault

PARTS_OF_A_NETWORK = 4


def network_of(head: Head) -> str:
    """Take a /64 for one visitor."""
    return ":".join(client_of(head).split(":")[:PARTS_OF_A_NETWORK])


FAULT = Fault(
    name="limits-a-whole-network-of-internet-6",
    vice="All addresses of one IPv6 network share a limit.",
    killed_by=("GWY-311",),
    replacements={"reference.rate_limit.client_of": network_of},
)

"""See the vice."""

from reference.rate_limit import client_of
from reference.wire import Head
from tests.faulty.fault import Fault


def network_of(head: Head) -> str:
    """Forget the last part of an address before it is counted, not only before it is stored."""
    client = client_of(head)
    return client.rpartition(".")[0] or client


FAULT = Fault(
    name="counts-a-whole-network",
    vice="Addresses are anonymised before they are limited: 254 neighbours share one limit.",
    killed_by=("GWY-311",),
    replacements={"reference.rate_limit.client_of": network_of},
)

"""See the vice."""

import ipaddress

from reference.rate_limit import client_of
from reference.wire import Head
from tests.faulty.fault import Fault


def address_of(head: Head) -> str:
    """Take two spellings of one address for one client."""
    client = client_of(head)
    try:
        return str(ipaddress.ip_address(client.strip("[]")))
    except ValueError:
        return client


FAULT = Fault(
    name="parses-an-address-before-it-limits",
    vice="Two spellings of an IPv6 address share a limit.",
    killed_by=("GWY-312",),
    replacements={"reference.rate_limit.client_of": address_of},
)

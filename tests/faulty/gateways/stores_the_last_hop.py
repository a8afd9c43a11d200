"""See the vice."""

from reference.visitor import NO_ADDRESS
from reference.wire import Head
from tests.faulty.fault import Fault


def last_hop(head: Head) -> str:
    return (head.get("x-forwarded-for") or "").rpartition(",")[2].strip() or NO_ADDRESS


FAULT = Fault(
    name="stores-the-last-hop",
    vice="The address is the last of X-Forwarded-For: our own proxy.",
    killed_by=("GWY-831",),
    replacements={"reference.visitor.address_of": last_hop},
)

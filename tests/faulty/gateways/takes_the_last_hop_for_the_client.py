"""See the vice."""

from reference.rate_limit import SHARED_CLIENT
from reference.wire import Head
from tests.faulty.fault import Fault


def last_hop_of(head: Head) -> str:
    """The wrong end of the list: our own proxy."""
    forwarded = head.get("x-forwarded-for")
    return forwarded.rpartition(",")[2].strip() if forwarded else SHARED_CLIENT


FAULT = Fault(
    name="takes-the-last-hop-for-the-client",
    vice="The last hop of X-Forwarded-For is the client: all who come over one proxy share a limit.",
    killed_by=("GWY-310",),
    replacements={"reference.rate_limit.client_of": last_hop_of},
)

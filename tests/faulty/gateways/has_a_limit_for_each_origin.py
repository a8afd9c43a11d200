"""See the vice."""

from reference.rate_limit import client_of
from reference.wire import Head
from tests.faulty.fault import Fault


def client_and_origin_of(head: Head) -> str:
    """Whoever comes from another page is somebody else."""
    return f"{client_of(head)} from {head.get('origin')}"


FAULT = Fault(
    name="has-a-limit-for-each-origin",
    vice="A client has a hundred requests for each origin it comes from.",
    killed_by=("GWY-315",),
    replacements={"reference.rate_limit.client_of": client_and_origin_of},
)

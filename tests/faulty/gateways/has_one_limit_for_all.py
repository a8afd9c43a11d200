"""See the vice."""

from reference.rate_limit import SHARED_CLIENT
from reference.wire import Head
from tests.faulty.fault import Fault


def nobody_in_particular(_head: Head) -> str:
    """Behind a proxy every peer is the proxy."""
    return SHARED_CLIENT


FAULT = Fault(
    name="has-one-limit-for-all",
    vice="One counter for everybody: the hundredth visitor of a minute shuts the door.",
    killed_by=("GWY-311",),
    replacements={"reference.rate_limit.client_of": nobody_in_particular},
)

"""See the vice."""

from reference.rate_limit import client_of
from reference.wire import Head
from tests.faulty.fault import Fault


def browser_of(head: Head) -> str:
    """Tell visitors behind one address apart, and let a script that names itself anew in for ever."""
    return f"{client_of(head)} {head.get('user-agent')}"


FAULT = Fault(
    name="limits-each-browser",
    vice="The user agent is part of the limiter's key: another one has another limit.",
    killed_by=("GWY-324",),
    replacements={"reference.rate_limit.client_of": browser_of},
)

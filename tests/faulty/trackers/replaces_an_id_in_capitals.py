"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="replaces-an-id-in-capitals",
    vice="A stored session id in upper case is taken for rubbish.",
    killed_by=("TRK-104",),
    tracker=(("[0-9a-f]{12}$/i;", "[0-9a-f]{12}$/;"),),
)

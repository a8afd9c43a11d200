"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-the-last-of-two-click-ids",
    vice="Of several gclid parameters the last counts.",
    killed_by=("TRK-117",),
    tracker=((".get('gclid')", ".getAll('gclid').pop()"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-ids-of-any-version",
    vice="A stored session id of version 1 is kept.",
    killed_by=("TRK-105",),
    tracker=(("-4[0-9a-f]{3}-[89ab]", "-[1-5][0-9a-f]{3}-[89ab]"),),
)

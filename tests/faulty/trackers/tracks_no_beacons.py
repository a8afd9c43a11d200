"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tracks-no-beacons",
    vice="A beacon that was taken is not told.",
    killed_by=("TRK-913",),
    tracker=(
        (
            """      track('sent');
""",
            "",
        ),
    ),
)

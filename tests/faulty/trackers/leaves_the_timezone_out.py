"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-the-timezone-out",
    vice="The fingerprint is the same in every timezone.",
    killed_by=("TRK-111",),
    tracker=(
        (
            """      new Date().getTimezoneOffset(),
""",
            "",
        ),
    ),
)

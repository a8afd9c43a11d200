"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="fetches-without-a-content-type",
    vice="The fallback leaves its Content-Type to the browser.",
    killed_by=("TRK-218",),
    tracker=(
        (
            """      headers: { 'Content-Type': 'application/json' },
""",
            "",
        ),
    ),
)

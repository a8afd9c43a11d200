"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stops-in-silence",
    vice="A second inclusion is not told.",
    killed_by=("TRK-902",),
    tracker=(
        (
            """    console.warn('[OPSMANTIK] Tracker already initialized, skipping...');
""",
            "",
        ),
    ),
)

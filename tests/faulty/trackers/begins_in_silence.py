"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="begins-in-silence",
    vice="The start of auto-tracking is not told.",
    killed_by=("TRK-905",),
    tracker=(
        (
            """    console.log('[OPSMANTIK] Auto-tracking initialized');
""",
            "",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="starts-in-silence",
    vice="A start is not told.",
    killed_by=("TRK-904",),
    tracker=(
        (
            """  console.log('[OPSMANTIK] ✅ Tracker initializing for site:', siteId);
""",
            "",
        ),
    ),
)

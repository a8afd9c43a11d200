"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="migrates-in-silence",
    vice="The replacement of a stored id is not told.",
    killed_by=("TRK-908",),
    tracker=(
        (
            """        console.log('[OPSMANTIK] Migrating session ID to UUID format');
""",
            "",
        ),
    ),
)

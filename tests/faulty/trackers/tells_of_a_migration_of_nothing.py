"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-of-a-migration-of-nothing",
    vice="A new visitor's session is told as a migrated one.",
    killed_by=("TRK-908",),
    tracker=(
        (
            """      if (sessionId) {
        console.log('[OPSMANTIK] Migrating session ID to UUID format');
      }
""",
            """      console.log('[OPSMANTIK] Migrating session ID to UUID format');
""",
        ),
    ),
)

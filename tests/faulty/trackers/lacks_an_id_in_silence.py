"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lacks-an-id-in-silence",
    vice="A missing site id is logged, and is no warning.",
    killed_by=("TRK-903",),
    tracker=(("console.warn('[OPSMANTIK] ❌ Site ID", "console.log('[OPSMANTIK] ❌ Site ID"),),
)

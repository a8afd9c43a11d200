"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-that-it-is-ready",
    vice="When auto-tracking has begun an event of its own says so.",
    killed_by=("TRK-624",),
    tracker=(
        (
            """    console.log('[OPSMANTIK] Auto-tracking initialized');
""",
            """    sendEvent('system', 'ready', 'auto_tracking');
    console.log('[OPSMANTIK] Auto-tracking initialized');
""",
        ),
    ),
)

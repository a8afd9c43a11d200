"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-every-session-as-new",
    vice="A session that was stored is told as a new one.",
    killed_by=("TRK-907",),
    tracker=(
        (
            """      console.log('[OPSMANTIK] Created new session:', shortened(sessionId));
    }
""",
            """    }
    console.log('[OPSMANTIK] Created new session:', shortened(sessionId));
""",
        ),
    ),
)

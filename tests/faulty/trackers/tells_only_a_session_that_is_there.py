"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-only-a-session-that-is-there",
    vice="opmantik.session() makes no session.",
    killed_by=("TRK-805",),
    tracker=(
        (
            "session: getOrCreateSession,",
            "session: () => (sessionStorage.getItem(CONFIG.sessionKey) ? getOrCreateSession() : null),",
        ),
    ),
)

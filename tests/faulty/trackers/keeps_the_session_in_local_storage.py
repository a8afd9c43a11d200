"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-session-in-local-storage",
    vice="All tabs of a browser share one session id, for ever.",
    killed_by=("TRK-102",),
    tracker=(
        ("sessionStorage.getItem(CONFIG.sessionKey)", "localStorage.getItem(CONFIG.sessionKey)"),
        (
            "sessionStorage.setItem(CONFIG.sessionKey, sessionId)",
            "localStorage.setItem(CONFIG.sessionKey, sessionId)",
        ),
    ),
)

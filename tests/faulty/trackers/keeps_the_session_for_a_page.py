"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-session-for-a-page",
    vice="Every page load is a session of its own.",
    killed_by=("TRK-102",),
    tracker=(
        ("sessionStorage.setItem(CONFIG.sessionKey, sessionId);", "CONFIG.sessionId = sessionId;"),
        (
            "sessionStorage.getItem(CONFIG.sessionKey)",
            "CONFIG.sessionId || sessionStorage.getItem(CONFIG.sessionKey)",
        ),
    ),
)

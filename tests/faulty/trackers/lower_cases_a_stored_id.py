"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lower-cases-a-stored-id",
    vice="A stored session id is sent in lower case.",
    killed_by=("TRK-104",),
    tracker=(
        (
            "let sessionId = sessionStorage.getItem(CONFIG.sessionKey);",
            "let sessionId = (sessionStorage.getItem(CONFIG.sessionKey) || '').toLowerCase();",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sets-a-cookie",
    vice="The session id is written into a cookie as well, for the server's sake.",
    killed_by=("TRK-120",),
    tracker=(
        (
            """      sessionStorage.setItem(CONFIG.sessionKey, sessionId);
""",
            """      sessionStorage.setItem(CONFIG.sessionKey, sessionId);
      document.cookie = CONFIG.sessionKey + '=' + sessionId + '; path=/';
""",
        ),
    ),
)

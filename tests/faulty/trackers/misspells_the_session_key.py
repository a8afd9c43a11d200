"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="misspells-the-session-key",
    vice="The session id is kept under opsmantik_session_sid.",
    killed_by=("TRK-101",),
    tracker=(("'opmantik_session_sid'", "'opsmantik_session_sid'"),),
)

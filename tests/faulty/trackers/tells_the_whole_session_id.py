"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-the-whole-session-id",
    vice="The whole session id is logged with every event.",
    killed_by=("TRK-910",),
    tracker=(("label, value, sessionId: shortened(sessionId) }", "label, value, sessionId }"),),
)

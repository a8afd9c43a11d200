"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="trusts-any-stored-id",
    vice="Whatever is stored is the session id.",
    killed_by=("TRK-105", "TRK-908"),
    tracker=(("if (!sessionId || !UUID_V4.test(sessionId)) {", "if (!sessionId) {"),),
)

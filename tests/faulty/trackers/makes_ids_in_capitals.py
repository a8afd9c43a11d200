"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="makes-ids-in-capitals",
    vice="A new session id is in upper case.",
    killed_by=("TRK-103",),
    tracker=(("sessionId = generateUUID();", "sessionId = generateUUID().toUpperCase();"),),
)

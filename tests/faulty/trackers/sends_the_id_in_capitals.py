"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-the-id-in-capitals",
    vice="The session id is sent in upper case, and stored as something else than was sent.",
    killed_by=("TRK-219",),
    tracker=(("sid: sessionId,", "sid: sessionId.toUpperCase(),"),),
)

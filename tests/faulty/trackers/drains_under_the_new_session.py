"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-under-the-new-session",
    vice="What is drained gets the session id of the page that drains.",
    killed_by=("TRK-502",),
    tracker=(
        (
            "JSON.stringify(item.payload)",
            "JSON.stringify({ ...item.payload, sid: getOrCreateSession().sessionId })",
        ),
    ),
)

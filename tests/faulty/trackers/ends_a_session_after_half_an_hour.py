"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="ends-a-session-after-half-an-hour",
    vice="The declared session timeout is obeyed.",
    killed_by=("TRK-106",),
    tracker=(
        (
            "    let sessionId = sessionStorage",
            """    const isOver = Date.now() - CONFIG.lastEvent > CONFIG.sessionTimeout;
    CONFIG.lastEvent = Date.now();
    let sessionId = isOver ? null : sessionStorage""",
        ),
    ),
)

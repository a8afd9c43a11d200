"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drifts",
    vice="Each heartbeat is timed by the one before, and is late by a little more.",
    killed_by=("TRK-617",),
    tracker=(
        (
            "    setInterval(() => sendEvent('system', 'heartbeat', 'session_active'), CONFIG.heartbeatInterval);",
            """    const beat = () => setTimeout(() => {
      sendEvent('system', 'heartbeat', 'session_active');
      setTimeout(beat, 1);
    }, CONFIG.heartbeatInterval);
    beat();""",
        ),
    ),
)

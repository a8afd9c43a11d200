"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="puts-itself-into-what-is-there",
    vice="A window.opmantik of somebody else is filled up instead of replaced.",
    killed_by=("TRK-005",),
    tracker=(
        (
            "window.opmantik = { send: sendEvent, session: getOrCreateSession, _initialized: true };",
            """window.opmantik = Object.assign(window.opmantik || {}, {
    send: sendEvent, session: getOrCreateSession, _initialized: true,
  });""",
        ),
    ),
)

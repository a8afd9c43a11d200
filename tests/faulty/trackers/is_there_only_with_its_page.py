"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="is-there-only-with-its-page",
    vice="window.opmantik is set when auto-tracking begins.",
    killed_by=("TRK-010",),
    tracker=(
        (
            """  window.opmantik = { send: sendEvent, session: getOrCreateSession, _initialized: true };
""",
            "",
        ),
        (
            """  function initAutoTracking() {
""",
            """  function initAutoTracking() {
    window.opmantik = { send: sendEvent, session: getOrCreateSession, _initialized: true };
""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="ends-when-hidden",
    vice="A tab that is hidden sends a session end.",
    killed_by=("TRK-622",),
    tracker=(
        (
            "    window.addEventListener('beforeunload', () => {",
            """    document.addEventListener('visibilitychange', () => {
      if (document.hidden) sendEvent('system', 'session_end', 'page_unload', null, { exit_page: location.href });
    });
    window.addEventListener('beforeunload', () => {""",
        ),
    ),
)

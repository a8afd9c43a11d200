"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-by-the-path-alone",
    vice="The page that was left is told without its query.",
    killed_by=("TRK-620",),
    tracker=(
        (
            """      sendEvent('system', 'session_end', 'page_unload', null, { exit_page: window.location.href });
""",
            """      const { origin, pathname } = window.location;
      sendEvent('system', 'session_end', 'page_unload', null, { exit_page: origin + pathname });
""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="ends-a-page-once",
    vice="Only the first beforeunload of a page sends a session end.",
    killed_by=("TRK-621",),
    tracker=(
        (
            """{ exit_page: window.location.href });
    });""",
            """{ exit_page: window.location.href });
    }, { once: true });""",
        ),
    ),
)

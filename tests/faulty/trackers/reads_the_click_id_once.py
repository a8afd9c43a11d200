"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="reads-the-click-id-once",
    vice="The click id is read when the page is loaded.",
    killed_by=("TRK-114",),
    tracker=(
        (
            "    const given = new URLSearchParams(window.location.search)",
            """    CONFIG.search = CONFIG.search || window.location.search || '?';
    const given = new URLSearchParams(CONFIG.search)""",
        ),
    ),
)

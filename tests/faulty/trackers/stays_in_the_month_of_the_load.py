"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stays-in-the-month-of-the-load",
    vice="The month is worked out when the page is loaded.",
    killed_by=("TRK-207",),
    tracker=(
        (
            "const sessionMonth = new Date()",
            """CONFIG.loaded = CONFIG.loaded || new Date();
    const sessionMonth = CONFIG.loaded""",
        ),
    ),
)

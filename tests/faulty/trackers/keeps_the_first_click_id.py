"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-first-click-id",
    vice="The first click id of a tab stays.",
    killed_by=("TRK-115",),
    tracker=(
        ("    if (given) {", "    if (given && !sessionStorage.getItem(CONFIG.contextKey)) {"),
        (
            "const context = given || sessionStorage.getItem(CONFIG.contextKey);",
            "const context = sessionStorage.getItem(CONFIG.contextKey);",
        ),
    ),
)

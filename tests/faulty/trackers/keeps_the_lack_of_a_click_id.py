"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-lack-of-a-click-id",
    vice="The key of the click id is written whether there is one or not.",
    killed_by=("TRK-113", "TRK-116"),
    tracker=(
        (
            """    if (given) {
""",
            """    if (given || !sessionStorage.getItem(CONFIG.contextKey) || given === '') {
""",
        ),
        (
            "sessionStorage.setItem(CONFIG.contextKey, given)",
            "sessionStorage.setItem(CONFIG.contextKey, given || '')",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-a-click-id-once",
    vice="A click id is logged once a page.",
    killed_by=("TRK-909",),
    tracker=(
        (
            """    if (context) {
""",
            """    if (context && CONFIG.told !== context) {
      CONFIG.told = context;
""",
        ),
    ),
)

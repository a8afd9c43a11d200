"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-a-brace-open",
    vice="A brace is left open, and no browser can read the script.",
    killed_by=("TRK-012",),
    tracker=(
        (
            """  function shortened(sessionId) {
""",
            """  function shortened(sessionId) {{
""",
        ),
    ),
)

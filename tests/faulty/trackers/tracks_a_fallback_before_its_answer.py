"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tracks-a-fallback-before-its-answer",
    vice="A fallback is told whether it was accepted or not.",
    killed_by=("TRK-914",),
    tracker=(
        (
            """        if (response.ok) {
          track('fallback');""",
            """        track('fallback');
        if (response.ok) {
          return;""",
        ),
    ),
)

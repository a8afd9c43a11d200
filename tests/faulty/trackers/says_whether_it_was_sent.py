"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="says-whether-it-was-sent",
    vice="opmantik.send returns true.",
    killed_by=("TRK-803",),
    tracker=(
        (
            """      track('sent');
      return;
""",
            """      track('sent');
      return true;
""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-by-both-ways",
    vice="What sendBeacon took is fetched as well.",
    killed_by=("TRK-301",),
    tracker=(
        (
            """      track('sent');
      return;
""",
            """      track('sent');
""",
        ),
    ),
)

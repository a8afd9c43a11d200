"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="signs-its-bodies",
    vice="The body carries the tracker's version.",
    killed_by=("TRK-202",),
    tracker=(
        (
            """      s: siteId,
""",
            """      s: siteId,
      v: 1,
""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drops-what-is-refused",
    vice="What sendBeacon refuses in the drain is dropped.",
    killed_by=("TRK-509", "TRK-510"),
    tracker=(
        (
            """          remaining.push(item);
""",
            "",
        ),
    ),
)

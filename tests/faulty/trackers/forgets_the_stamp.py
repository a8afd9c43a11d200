"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-the-stamp",
    vice="A conversion has no stamp.",
    killed_by=("TRK-603", "TRK-606"),
    tracker=(
        (
            """          intent_stamp: makeIntentStamp(kind, link.href),
""",
            "",
        ),
    ),
)

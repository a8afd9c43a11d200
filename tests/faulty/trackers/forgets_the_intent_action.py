"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-the-intent-action",
    vice="A conversion does not say its intent_action.",
    killed_by=("TRK-603", "TRK-606"),
    tracker=(
        (
            """          intent_action: action,
""",
            "",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-no-stamp",
    vice="A link's event carries its action and no stamp.",
    killed_by=("TRK-603", "TRK-606", "TRK-701", "TRK-705"),
    tracker=(
        (
            """          intent_stamp: makeIntentStamp(kind, link.href),
          intent_action: action,
""",
            """          intent_action: action,
""",
        ),
    ),
)

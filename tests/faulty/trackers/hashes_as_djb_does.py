"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="hashes-as-djb-does",
    vice="The hash of a stamp is by 33, from 5381.",
    killed_by=("TRK-705",),
    tracker=(
        ("let hash = 0;", "let hash = 5381;"),
        ("(31 * hash +", "(33 * hash +"),
    ),
)

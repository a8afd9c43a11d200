"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-nothing-to-chance",
    vice="Two clicks in one millisecond have one stamp.",
    killed_by=("TRK-703",),
    tracker=(
        (
            "const chance = Math.random().toString(36).slice(2, 6).padEnd(4, '0');",
            "const chance = hashText(href + Date.now()).slice(0, 4).padEnd(4, '0');",
        ),
    ),
)

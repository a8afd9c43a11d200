"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="is-in-its-visitors-month",
    vice="The month is that of the visitor's timezone.",
    killed_by=("TRK-206",),
    tracker=(
        (
            "const sessionMonth = new Date().toISOString().slice(0, 7) + '-01';",
            """const today = new Date();
    const sessionMonth = today.getFullYear() + '-' + String(today.getMonth() + 1).padStart(2, '0') + '-01';""",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="moves-what-is-late-to-this-month",
    vice="What is drained gets the present month.",
    killed_by=("TRK-502",),
    tracker=(
        (
            "JSON.stringify(item.payload)",
            "JSON.stringify({ ...item.payload, sm: new Date().toISOString().slice(0, 7) + '-01' })",
        ),
    ),
)

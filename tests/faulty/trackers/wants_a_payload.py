"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="wants-a-payload",
    vice="An item without a payload is dropped.",
    killed_by=("TRK-521",),
    tracker=(("if (now - item.ts <", "if (item.payload && now - item.ts <"),),
)

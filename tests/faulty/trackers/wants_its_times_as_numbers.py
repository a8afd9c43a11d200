"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="wants-its-times-as-numbers",
    vice="An item whose time is a numeric text is dropped.",
    killed_by=("TRK-519",),
    tracker=(("if (now - item.ts <", "if (typeof item.ts === 'number' && now - item.ts <"),),
)

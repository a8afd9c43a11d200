"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="distrusts-the-future",
    vice="An item whose time lies in the future is dropped.",
    killed_by=("TRK-520",),
    tracker=(("if (now - item.ts <", "if (item.ts <= now && now - item.ts <"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-the-day",
    vice="The session's month is sent as today.",
    killed_by=("TRK-205",),
    tracker=((".slice(0, 7) + '-01'", ".slice(0, 10)"),),
)

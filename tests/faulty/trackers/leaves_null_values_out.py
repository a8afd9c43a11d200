"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-null-values-out",
    vice="A value that is null is not sent.",
    killed_by=("TRK-215",),
    tracker=(("ev: value,", "ev: value === null ? undefined : value,"),),
)

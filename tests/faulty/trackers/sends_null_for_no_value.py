"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-null-for-no-value",
    vice="A value that was not given is null.",
    killed_by=("TRK-214",),
    tracker=(("ev: value,", "ev: value === undefined ? null : value,"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="hashes-without-a-sign",
    vice="The hash of a stamp is an unsigned number.",
    killed_by=("TRK-705",),
    tracker=(("Math.abs(hash).toString(36)", "(hash >>> 0).toString(36)"),),
)

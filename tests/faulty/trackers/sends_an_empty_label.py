"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-an-empty-label",
    vice="A label that was not given is the empty string.",
    killed_by=("TRK-807",),
    tracker=(("el: label,", "el: label || '',"),),
)

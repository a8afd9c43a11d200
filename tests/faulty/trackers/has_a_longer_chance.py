"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="has-a-longer-chance",
    vice="The second part of a stamp has as many characters as chance gives.",
    killed_by=("TRK-701",),
    tracker=(("Math.random().toString(36).slice(2, 6).padEnd(4, '0')", "Math.random().toString(36).slice(2)"),),
)

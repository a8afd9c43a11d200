"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="gives-way-to-anybody",
    vice="Any window.opmantik stops it, whoever made that.",
    killed_by=("TRK-005",),
    tracker=(("if (window.opmantik && window.opmantik._initialized) {", "if (window.opmantik) {"),),
)

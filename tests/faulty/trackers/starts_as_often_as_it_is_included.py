"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="starts-as-often-as-it-is-included",
    vice="A second tag is a second tracker.",
    killed_by=("TRK-004", "TRK-902"),
    tracker=(
        (
            "if (window.opmantik && window.opmantik._initialized) {",
            "if (window.opmantik && window.opmantik.initialized) {",
        ),
    ),
)

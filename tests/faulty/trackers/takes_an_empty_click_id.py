"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-an-empty-click-id",
    vice="An empty gclid replaces the one kept.",
    killed_by=("TRK-116",),
    tracker=(
        ("    if (given) {", "    if (given !== null) {"),
        ("const context = given || sessionStorage", "const context = given ?? sessionStorage"),
    ),
)

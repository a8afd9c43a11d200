"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="pads-a-hash-on-the-left",
    vice="A short hash gets its zeros on the left.",
    killed_by=("TRK-707",),
    tracker=(("hashText(href.toLowerCase()).padEnd(6, '0')", "hashText(href.toLowerCase()).padStart(6, '0')"),),
)

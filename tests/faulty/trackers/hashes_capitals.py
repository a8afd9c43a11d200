"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="hashes-capitals",
    vice="The address is hashed as it is written.",
    killed_by=("TRK-706",),
    tracker=(("hashText(href.toLowerCase())", "hashText(href)"),),
)

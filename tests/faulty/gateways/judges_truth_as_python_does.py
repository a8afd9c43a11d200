"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="judges-truth-as-python-does",
    vice="An empty array and an empty object are false, and so they are missing.",
    killed_by=("GWY-415",),
    replacements={"reference.javascript.truthy": bool},
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="is-of-another-version",
    vice="The version header says what a release before this one said.",
    killed_by=("GWY-113",),
    replacements={"reference.cors.VERSION": "1.0.1"},
)

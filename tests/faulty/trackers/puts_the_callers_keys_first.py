"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="puts-the-callers-keys-first",
    vice="The caller's metadata stands before fp and gclid, and gives way to them.",
    killed_by=("TRK-210", "TRK-212"),
    tracker=(
        ("{ fp: fingerprint, gclid: context, ...metadata }", "{ ...metadata, fp: fingerprint, gclid: context }"),
    ),
)

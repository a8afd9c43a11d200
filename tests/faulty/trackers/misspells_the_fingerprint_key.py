"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="misspells-the-fingerprint-key",
    vice="The fingerprint is kept under opsmantik_session_fp.",
    killed_by=("TRK-107",),
    tracker=(("'opmantik_session_fp'", "'opsmantik_session_fp'"),),
)

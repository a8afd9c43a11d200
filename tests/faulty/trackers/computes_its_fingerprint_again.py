"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="computes-its-fingerprint-again",
    vice="A stored fingerprint that is not what would be computed is replaced.",
    killed_by=("TRK-109",),
    tracker=(("if (!fingerprint) {", "if (fingerprint !== generateFingerprint()) {"),),
)

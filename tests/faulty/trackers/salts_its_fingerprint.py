"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="salts-its-fingerprint",
    vice="A new fingerprint has chance in it.",
    killed_by=("TRK-110",),
    tracker=(
        (
            """      navigator.userAgent,
""",
            """      navigator.userAgent,
      Math.random(),
""",
        ),
    ),
)

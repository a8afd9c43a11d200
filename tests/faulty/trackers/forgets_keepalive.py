"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-keepalive",
    vice="The fallback dies with its page.",
    killed_by=("TRK-306",),
    tracker=(
        (
            """      keepalive: true,
""",
            "",
        ),
    ),
)

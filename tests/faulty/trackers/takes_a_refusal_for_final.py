"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-a-refusal-for-final",
    vice="A fallback answered 4xx is dropped.",
    killed_by=("TRK-311",),
    tracker=(
        (
            "if (response.ok) {",
            "if (response.ok || (response.status >= 400 && response.status < 500 && response.status !== 429)) {",
        ),
    ),
)

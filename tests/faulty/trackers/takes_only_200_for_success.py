"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-only-200-for-success",
    vice="A fallback that is answered 204 is queued.",
    killed_by=("TRK-309",),
    tracker=(("if (response.ok) {", "if (response.status === 200) {"),),
)

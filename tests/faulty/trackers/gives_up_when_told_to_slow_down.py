"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="gives-up-when-told-to-slow-down",
    vice="A fallback answered 429 is dropped.",
    killed_by=("TRK-310",),
    tracker=(("if (response.ok) {", "if (response.ok || response.status === 429) {"),),
)

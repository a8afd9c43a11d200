"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="queues-nothing-that-was-answered",
    vice="A fallback that was answered is done with, whatever the answer.",
    killed_by=("TRK-310", "TRK-311"),
    tracker=(("if (response.ok) {", "if (response) {"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="misspells-the-queue-key",
    vice="The queue is kept under opmantik_evtq_v1.",
    killed_by=("TRK-401",),
    tracker=(("'opsmantik_evtq_v1'", "'opmantik_evtq_v1'"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="counts-the-attempts",
    vice="A queued item has a third key.",
    killed_by=("TRK-402",),
    tracker=(("{ payload, ts: Date.now() }", "{ payload, ts: Date.now(), attempts: 1 }"),),
)

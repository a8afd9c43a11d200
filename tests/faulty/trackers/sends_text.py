"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-text",
    vice="The Blob of a beacon is text/plain.",
    killed_by=("TRK-217", "TRK-501"),
    tracker=(("{ type: 'application/json' }", "{ type: 'text/plain' }"),),
)

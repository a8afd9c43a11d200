"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="waits-for-a-document-that-is-there",
    vice="A tracker that comes late waits for DOMContentLoaded for ever.",
    killed_by=("TRK-009",),
    tracker=(("if (document.readyState === 'loading') {", "if (document.readyState) {"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="begins-while-the-page-is-parsed",
    vice="Auto-tracking does not wait for the document.",
    killed_by=("TRK-008",),
    tracker=(("if (document.readyState === 'loading') {", "if (!document.documentElement) {"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="survives-its-page-view",
    vice="A page view that throws is caught, and the rest begins all the same.",
    killed_by=("TRK-011",),
    tracker=(
        (
            "sendEvent('interaction', 'view', document.title);",
            "try { sendEvent('interaction', 'view', document.title); } catch (err) { /* the rest counts */ }",
        ),
    ),
)

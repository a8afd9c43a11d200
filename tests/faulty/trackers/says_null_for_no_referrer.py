"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="says-null-for-no-referrer",
    vice="Without a referrer r is null.",
    killed_by=("TRK-209",),
    tracker=(("document.referrer || '';", "document.referrer || null;"),),
)

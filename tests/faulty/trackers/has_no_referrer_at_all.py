"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="has-no-referrer-at-all",
    vice="Without a referrer the key is missing.",
    killed_by=("TRK-209",),
    tracker=(("document.referrer || '';", "document.referrer || undefined;"),),
)

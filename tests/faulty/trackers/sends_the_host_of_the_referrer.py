"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-the-host-of-the-referrer",
    vice="Of the referrer only the host is sent.",
    killed_by=("TRK-208",),
    tracker=(
        (
            "const referrer = document.referrer || '';",
            "const referrer = document.referrer ? new URL(document.referrer).hostname : '';",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-the-first-tag",
    vice="The site id is that of the first tag of the page, whichever script is running.",
    killed_by=("TRK-001", "TRK-003"),
    tracker=(
        (
            "document.currentScript || document.querySelector('script[data-site-id]')",
            "document.querySelector('script[data-site-id]')",
        ),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="finds-no-tag-as-a-module",
    vice="Where no script element is running the page is not searched for a tag.",
    killed_by=("TRK-002",),
    tracker=(
        ("document.currentScript || document.querySelector('script[data-site-id]')", "document.currentScript"),
    ),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-the-address-of-the-load",
    vice="The url is that of the page as it was loaded.",
    killed_by=("TRK-204",),
    tracker=(
        ("const url = window.location.href;", "const url = CONFIG.url || (CONFIG.url = window.location.href);"),
    ),
)

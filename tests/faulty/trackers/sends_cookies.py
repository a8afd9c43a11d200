"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-cookies",
    vice="The fallback carries the page's cookies.",
    killed_by=("TRK-307",),
    tracker=(("credentials: 'omit'", "credentials: 'include'"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-any-debug-for-one",
    vice="Any value of opsmantik_debug gives the track lines.",
    killed_by=("TRK-916",),
    tracker=(("localStorage.getItem('opsmantik_debug') === '1'", "!!localStorage.getItem('opsmantik_debug')"),),
)

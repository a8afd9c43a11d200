"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-any-warroom-for-true",
    vice="Any value of WARROOM_DEBUG makes it verbose.",
    killed_by=("TRK-912",),
    tracker=(("localStorage.getItem('WARROOM_DEBUG') === 'true'", "!!localStorage.getItem('WARROOM_DEBUG')"),),
)

"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tracks-for-the-warroom",
    vice="WARROOM_DEBUG gives the track lines as well.",
    killed_by=("TRK-912",),
    tracker=(
        (
            "localStorage.getItem('opsmantik_debug') === '1';",
            "localStorage.getItem('opsmantik_debug') === '1' || localStorage.getItem('WARROOM_DEBUG') === 'true';",
        ),
    ),
)

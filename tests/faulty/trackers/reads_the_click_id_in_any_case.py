"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="reads-the-click-id-in-any-case",
    vice="GCLID is taken for gclid.",
    killed_by=("TRK-117",),
    tracker=(
        (
            "const given = new URLSearchParams(window.location.search).get('gclid');",
            "const [, given = null] = window.location.search.match(/[?&]gclid=([^&]*)/i) || [];",
        ),
    ),
)

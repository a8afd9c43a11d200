"""See the vice."""

from reference.attribution import _action_points
from reference.javascript import to_number
from reference.payload import Beacon
from tests.faulty.fault import Fault


def points_above_half(beacon: Beacon) -> int:
    points = _action_points(beacon)
    return 0 if beacon.action == "scroll_depth" and to_number(beacon.value) == 50 else points


FAULT = Fault(
    name="wants-more-than-half-a-page",
    vice="Scroll points are given from above 50, not from 50.",
    killed_by=("GWY-732",),
    replacements={"reference.attribution._action_points": points_above_half},
)

"""See the vice."""

from reference.attribution import _action_points
from reference.javascript import to_number
from reference.payload import Beacon
from tests.faulty.fault import Fault


def points_of_one_step(beacon: Beacon) -> int:
    points = _action_points(beacon)
    return 20 if beacon.action == "scroll_depth" and to_number(beacon.value) >= 90 else points


FAULT = Fault(
    name="scores-a-whole-page-as-twenty",
    vice="90 % gives its 20 points instead of, not on top of, the 10 of half a page.",
    killed_by=("GWY-733",),
    replacements={"reference.attribution._action_points": points_of_one_step},
)

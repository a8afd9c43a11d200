"""See the vice."""

from reference.attribution import _action_points
from reference.payload import Beacon
from tests.faulty.fault import Fault


def points_of_scrolling(beacon: Beacon) -> int:
    return _action_points(beacon) if beacon.action == "scroll_depth" else 0


FAULT = Fault(
    name="gives-hovering-nothing",
    vice="hover_intent gives no points.",
    killed_by=("GWY-734",),
    replacements={"reference.attribution._action_points": points_of_scrolling},
)

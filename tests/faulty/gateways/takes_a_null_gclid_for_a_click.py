"""See the vice."""

from reference.attribution import ClickIds
from reference.javascript import UNDEFINED
from tests.faulty.fault import Fault


def is_there(self: ClickIds) -> bool:
    return self.gclid is not UNDEFINED


FAULT = Fault(
    name="takes-a-null-gclid-for-a-click",
    vice="A gclid is asked for being there, not for being something.",
    killed_by=("GWY-704", "GWY-707"),
    replacements={"reference.attribution.ClickIds.from_ad": property(is_there)},
)

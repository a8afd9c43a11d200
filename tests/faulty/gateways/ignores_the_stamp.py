"""See the vice."""

from reference.payload import Beacon
from tests.faulty.fault import Fault


def no_stamp(_beacon: Beacon) -> None:
    return None


FAULT = Fault(
    name="ignores-the-stamp",
    vice="Every click gets a stamp of the gateway's own.",
    killed_by=("GWY-915", "GWY-918", "GWY-919", "GWY-932"),
    replacements={"reference.intents.given_stamp": no_stamp},
)

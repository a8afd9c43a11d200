"""See the vice."""

from reference.intents import detect_action
from reference.payload import Beacon
from tests.faulty.fault import Fault


def detect_conversions(beacon: Beacon) -> str | None:
    return detect_action(beacon) or ("phone" if beacon.category == "conversion" else None)


FAULT = Fault(
    name="takes-every-conversion-for-a-call",
    vice="A form that was sent is a phone call, for it converts as well.",
    killed_by=("GWY-902",),
    replacements={"reference.intents.detect_action": detect_conversions},
)

"""See the vice."""

from reference.intents import detect_action
from reference.payload import Beacon
from tests.faulty.fault import Fault


def detect_phones(beacon: Beacon) -> str | None:
    return "phone" if detect_action(beacon) == "phone" else None


FAULT = Fault(
    name="makes-no-call-of-whatsapp",
    vice="Only phone clicks are calls.",
    killed_by=("GWY-901",),
    replacements={"reference.intents.detect_action": detect_phones},
)
